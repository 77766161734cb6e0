// What is read from one second of a connection.
import { expect, test } from 'vitest';
import { createReader } from './reading.ts';

type Entry = { readonly id: string; readonly type: string } & Record<string, unknown>;
const report = (...entries: Entry[]) => new Map(entries.map(entry => [entry.id, entry]));

const second = (at: number) =>
  report(
    { id: 'T', type: 'transport', timestamp: at, selectedCandidatePairId: 'P' },
    {
      id: 'P',
      type: 'candidate-pair',
      localCandidateId: 'L',
      remoteCandidateId: 'R',
      currentRoundTripTime: 0.12,
      availableOutgoingBitrate: 900_000,
    },
    { id: 'L', type: 'local-candidate', candidateType: 'relay', protocol: 'udp', relayProtocol: 'tls' },
    { id: 'R', type: 'remote-candidate', candidateType: 'host', protocol: 'udp' },
    { id: 'C', type: 'codec', mimeType: 'video/VP9' },
    { id: 'F', type: 'remote-inbound-rtp', fractionLost: 0.08 },
    {
      id: 'O',
      type: 'outbound-rtp',
      kind: 'video',
      mid: '1',
      timestamp: at,
      codecId: 'C',
      remoteId: 'F',
      bytesSent: at * 100,
      frameWidth: 640,
      frameHeight: 360,
      framesPerSecond: 24,
      qualityLimitationReason: 'bandwidth',
    },
    {
      id: 'I',
      type: 'inbound-rtp',
      kind: 'audio',
      mid: '0',
      timestamp: at,
      bytesReceived: at * 4,
      packetsReceived: at / 20,
      packetsLost: at / 180,
      jitter: 0.004,
    },
  );

test('a second tells the way, both directions, and what holds the encoder back', () => {
  const read = createReader();
  expect(read(second(9_000)).flows).toEqual([]);
  expect(read(second(18_000))).toEqual({
    at: 18_000,
    loss: 0.08,
    lossIn: expect.closeTo(0.1),
    rtt: 120,
    jitter: 4,
    available: 900_000,
    limitedBy: 'bandwidth',
    route: { local: 'relay', remote: 'host', protocol: 'udp', relayProtocol: 'tls' },
    flows: [
      {
        slot: 'camera',
        direction: 'out',
        codec: 'VP9',
        bitrate: 800_000,
        loss: 0.08,
        width: 640,
        height: 360,
        frameRate: 24,
      },
      {
        slot: 'audio',
        direction: 'in',
        codec: null,
        bitrate: 32_000,
        loss: expect.closeTo(0.1),
        width: null,
        height: null,
        frameRate: null,
      },
    ],
  });
});

test('an empty report is a second about which nothing is known', () => {
  expect(createReader()(new Map())).toMatchObject({ loss: null, rtt: null, limitedBy: 'none', flows: [] });
});
