// One thing plays at a time, and what was spoken next plays on.
import { expect, test } from 'vitest';
import type { StoredFile } from '../../../common/files/file.ts';
import type { FileId, MessageId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import { fasterThan, nextAfter, type Playing, type Track, updatePlaying } from './playing.ts';

const file = (id: string, voice = true): StoredFile => ({
  id: id as FileId,
  name: id,
  type: 'audio/webm',
  size: 1,
  duration: 4,
  ...(voice && { waveform: 'AAEC' }),
});
const message = (seq: number, ...files: StoredFile[]) =>
  ({ id: `m${seq}` as MessageId, seq, files }) as Message;
const track = (seq: number, held: StoredFile): Track => ({ file: held, message: message(seq, held) });
const silent: Playing = { name: 'silent' };

test('another choice takes the place of what plays, from its beginning', () => {
  const first = updatePlaying(updatePlaying(silent, { type: 'chosen', track: track(1, file('a')) }), {
    type: 'started',
  });
  expect(updatePlaying(first, { type: 'moved', at: 3 })).toMatchObject({ name: 'playing', at: 3, length: 4 });
  expect(updatePlaying(first, { type: 'chosen', track: track(2, file('b')) })).toMatchObject({
    name: 'loading',
    at: 0,
    track: { file: { id: 'b' } },
  });
});

test('what the engine tells after it was closed changes nothing, nor does a length that is none', () => {
  expect(updatePlaying(silent, { type: 'started' })).toBe(silent);
  const playing = updatePlaying(silent, { type: 'chosen', track: track(1, file('a')) });
  expect(updatePlaying(playing, { type: 'measured', length: Infinity })).toBe(playing);
  expect(updatePlaying(playing, { type: 'measured', length: 5 })).toMatchObject({ length: 5 });
  expect(updatePlaying(updatePlaying(playing, { type: 'failed' }), { type: 'paused' }).name).toBe('failed');
});

test('the next voice message follows, in its own message or a later one; music is followed by nothing', () => {
  const [a, b, c, song] = [file('a'), file('b'), file('c'), file('song', false)];
  const messages = [message(3, song, c), message(1, a, b)];
  expect(nextAfter({ file: a, message: message(1, a, b) }, messages)?.file.id).toBe('b');
  expect(nextAfter({ file: b, message: message(1, a, b) }, messages)?.file.id).toBe('c');
  expect(nextAfter({ file: c, message: message(3, song, c) }, messages)).toBeNull();
  expect(nextAfter({ file: song, message: message(3, song, c) }, messages)).toBeNull();
});

test('the speed goes round', () => {
  expect([1, 1.5, 2].map(speed => fasterThan(speed as 1))).toEqual([1.5, 2, 1]);
});
