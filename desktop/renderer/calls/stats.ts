// Reads a connection's counters once a second and keeps the sums for the call's record.
import {
  addSample,
  type Counters,
  noQuality,
  type QualityLevel,
  type Sample,
  sampleBetween,
  steadyLevel,
  summarise,
} from '../../../common/calls/quality.ts';
import type { CallQuality } from '../../../common/calls/signal.ts';
import type { Disposer } from '../../ipc/channels.ts';
import type { Clock } from './deps.ts';
import { createReader, type Reading } from './reading.ts';

interface StatsOptions {
  readonly clock: Clock;
  read(): Promise<RTCStatsReport>;
  /** Each second, with how the last ones felt. */
  onSecond(reading: Reading, level: QualityLevel): void;
  onReport(quality: CallQuality): void;
  onError(error: unknown): void;
}

export interface Stats {
  /** From the first connection on; `setup` is the time from the answer to it. */
  start(setup: number): void;
  /** The averages until now; null before the first second. */
  summary(): CallQuality | null;
  stop(): void;
}

const EVERY = 1_000;
const REPORT_EVERY = 30;
const KEPT = 5;

export function createStats({ clock, read, onSecond, onReport, onError }: StatsOptions): Stats {
  const readingOf = createReader();
  let sums = noQuality;
  let before: Counters | null = null;
  let recent: readonly Sample[] = [];
  let setup: number | null = null;
  let stopTimer: Disposer | null = null;

  async function tick() {
    const report = [...(await read())];
    const after = countersOf(report);
    const reading = readingOf(report);
    const sample = before && sampleBetween(before, after);
    before = after;
    if (!sample || !stopTimer) return;
    sums = addSample(sums, sample);
    recent = [...recent, sample].slice(-KEPT);
    onSecond(reading, steadyLevel(recent));
    if (sums.samples % REPORT_EVERY === 0) onReport(summarise(sums, setup));
  }

  function again() {
    stopTimer = clock.after(EVERY, () => {
      again();
      tick().catch(onError);
    });
  }

  return {
    start(taken) {
      if (stopTimer) return;
      setup = taken;
      again();
    },
    summary: () => (setup === null ? null : summarise(sums, setup)),
    stop() {
      stopTimer?.();
      stopTimer = null;
    },
  };
}

type Entry = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

/** Adds up a report; the names are those of W3C WebRTC Statistics. */
export function countersOf(report: Iterable<readonly [string, unknown]>): Counters {
  const entries = [...report].map(([, entry]) => entry as Entry);
  const byId = new Map(entries.map(entry => [entry.id, entry]));
  const inbound = entries.filter(({ type }) => type === 'inbound-rtp');
  const transport = entries.find(({ type }) => type === 'transport');
  const pair = byId.get(String(transport?.selectedCandidatePairId));
  const sides = [pair?.localCandidateId, pair?.remoteCandidateId].map(side => byId.get(String(side)));
  const voice = inbound.find(({ kind }) => kind === 'audio');
  const total = (name: string) => inbound.reduce((sum, entry) => sum + (numberOf(entry[name]) ?? 0), 0);
  return {
    at: Math.max(0, ...entries.map(entry => numberOf(entry.timestamp) ?? 0)),
    packetsReceived: total('packetsReceived'),
    packetsLost: total('packetsLost'),
    bytesReceived: numberOf(pair?.bytesReceived) ?? 0,
    bytesSent: numberOf(pair?.bytesSent) ?? 0,
    jitter: milliseconds(voice?.jitter),
    rtt: milliseconds(pair?.currentRoundTripTime),
    relayed: sides.some(side => side?.candidateType === 'relay'),
  };
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function milliseconds(seconds: unknown): number | null {
  const value = numberOf(seconds);
  return value === null ? null : value * 1000;
}
