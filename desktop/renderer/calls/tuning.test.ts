// What the other side's encoder is asked for, and which codec comes first.
import { describe, expect, test } from 'vitest';
import { askForThrift, preferRed } from './tuning.ts';

const sdp = [
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'a=rtpmap:63 red/48000/2',
  'a=fmtp:63 111/111',
  '',
].join('\r\n');

describe('a description', () => {
  test('asks for silence that costs nothing, once, and leaves all else as it is', () => {
    const asked = askForThrift(sdp);
    expect(asked).toBe(sdp.replace('useinbandfec=1', 'useinbandfec=1;usedtx=1'));
    expect(askForThrift(asked)).toBe(asked);
  });

  test('without Opus is not touched', () => {
    expect(askForThrift('m=video 9\r\n')).toBe('m=video 9\r\n');
  });
});

test('doubled sound comes first where it is offered, the rest keeps its order', () => {
  const names = ['audio/opus', 'audio/red', 'audio/PCMU'].map(mimeType => ({ mimeType }));
  expect(preferRed(names).map(({ mimeType }) => mimeType)).toEqual(['audio/red', 'audio/opus', 'audio/PCMU']);
  expect(preferRed(names.slice(0, 1))).toHaveLength(1);
});
