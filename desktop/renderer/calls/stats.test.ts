// What is read from a connection's statistics, and when it is told.
import { describe, expect, test } from 'vitest';
import type { CallQuality } from '../../../common/calls/signal.ts';
import { countersOf, createStats } from './stats.ts';
import { handClock } from './testing.ts';

function report(at: number, change: Record<string, unknown> = {}): RTCStatsReport {
  return new Map<string, unknown>([
    ['T', { id: 'T', type: 'transport', timestamp: at, selectedCandidatePairId: 'P' }],
    [
      'P',
      {
        id: 'P',
        type: 'candidate-pair',
        timestamp: at,
        localCandidateId: 'L',
        remoteCandidateId: 'R',
        currentRoundTripTime: 0.04,
        bytesReceived: at * 10,
        bytesSent: at * 5,
      },
    ],
    ['L', { id: 'L', type: 'local-candidate', candidateType: 'host' }],
    ['R', { id: 'R', type: 'remote-candidate', candidateType: 'relay' }],
    [
      'A',
      {
        id: 'A',
        type: 'inbound-rtp',
        kind: 'audio',
        packetsReceived: at / 20,
        packetsLost: 0,
        jitter: 0.003,
        ...change,
      },
    ],
    ['V', { id: 'V', type: 'inbound-rtp', kind: 'video', packetsReceived: at / 10, packetsLost: 0 }],
  ]);
}

describe('statistics', () => {
  test('are those of the pair in use, with both kinds of media together', () => {
    expect(countersOf(report(1000, { packetsLost: 7 }))).toEqual({
      at: 1000,
      packetsReceived: 150,
      packetsLost: 7,
      bytesReceived: 10_000,
      bytesSent: 5_000,
      jitter: 3,
      rtt: 40,
      relayed: true,
    });
  });

  test('of a connection that has none yet are zero', () => {
    expect(countersOf(new Map())).toMatchObject({ packetsReceived: 0, rtt: null, relayed: false });
  });

  test('are told every thirty seconds and summed up at the end', async () => {
    const clock = handClock();
    const told: CallQuality[] = [];
    const stats = createStats({
      clock,
      read: async () => report(clock.now()),
      onSecond: () => undefined,
      onReport: quality => told.push(quality),
      onError: error => {
        throw error;
      },
    });
    expect(stats.summary()).toBeNull();
    stats.start(85);
    for (let second = 0; second < 32; second += 1) {
      clock.pass(1_000);
      await new Promise(resolve => setTimeout(resolve, 0));
    }
    stats.stop();
    expect(told).toHaveLength(1);
    expect(stats.summary()).toEqual({
      rtt: 40,
      jitter: 3,
      loss: 0,
      bitrate: 120_000,
      setup: 85,
      relayed: true,
    });
  });
});
