// How good a call is: pure rules over what getStats counts.
import type { CallQuality } from './signal.ts';

/** Counters at one moment; counts and bytes only grow while a connection lives. */
export interface Counters {
  /** Milliseconds on a monotonic clock. */
  readonly at: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** Milliseconds; null while not known. */
  readonly jitter: number | null;
  readonly rtt: number | null;
  readonly relayed: boolean;
}

/** What happened between two counters. */
export interface Sample {
  /** Milliseconds. */
  readonly rtt: number | null;
  readonly jitter: number | null;
  /** Share of packets lost, 0 to 1; null when none were expected. */
  readonly loss: number | null;
  /** Bits per second, both directions together. */
  readonly bitrate: number;
  readonly relayed: boolean;
}

export type QualityLevel = 'good' | 'fair' | 'poor';

export interface QualitySums {
  readonly samples: number;
  readonly rtt: Mean;
  readonly jitter: Mean;
  readonly loss: Mean;
  readonly bitrate: Mean;
  readonly relayed: boolean;
}
interface Mean {
  readonly count: number;
  readonly total: number;
}

// Where a conversation starts to suffer (ITU-T G.114 for delay) and where it breaks.
const FAIR = { rtt: 300, jitter: 40, loss: 0.03 };
const POOR = { rtt: 600, jitter: 100, loss: 0.1 };

const none: Mean = { count: 0, total: 0 };
export const noQuality: QualitySums = {
  samples: 0,
  rtt: none,
  jitter: none,
  loss: none,
  bitrate: none,
  relayed: false,
};

/** The sample between two counters; null when they are not in order of time. */
export function sampleBetween(before: Counters, after: Counters): Sample | null {
  const elapsed = after.at - before.at;
  if (elapsed <= 0) return null;
  // A replaced track starts its counters anew; that second tells nothing.
  const received = Math.max(0, after.packetsReceived - before.packetsReceived);
  const lost = Math.max(0, after.packetsLost - before.packetsLost);
  const bytes =
    Math.max(0, after.bytesReceived - before.bytesReceived) + Math.max(0, after.bytesSent - before.bytesSent);
  return {
    rtt: after.rtt,
    jitter: after.jitter,
    loss: received + lost > 0 ? lost / (received + lost) : null,
    bitrate: Math.round((bytes * 8000) / elapsed),
    relayed: after.relayed,
  };
}

/** How a second felt. */
export function levelOf({ rtt, jitter, loss }: Sample): QualityLevel {
  const beyond = (bar: typeof FAIR) =>
    (rtt ?? 0) > bar.rtt || (jitter ?? 0) > bar.jitter || (loss ?? 0) > bar.loss;
  if (beyond(POOR)) return 'poor';
  return beyond(FAIR) ? 'fair' : 'good';
}

/** The level to show: worse at once only if it lasts, so that one bad second does not flicker. */
export function steadyLevel(recent: readonly Sample[]): QualityLevel {
  const levels = recent.slice(-5).map(levelOf);
  const count = (wanted: QualityLevel) => levels.filter(level => level === wanted).length;
  if (count('poor') >= 2) return 'poor';
  return count('poor') + count('fair') >= 2 ? 'fair' : 'good';
}

export function addSample(sums: QualitySums, sample: Sample): QualitySums {
  return {
    samples: sums.samples + 1,
    rtt: addTo(sums.rtt, sample.rtt),
    jitter: addTo(sums.jitter, sample.jitter),
    loss: addTo(sums.loss, sample.loss),
    bitrate: addTo(sums.bitrate, sample.bitrate),
    relayed: sample.relayed,
  };
}

/** Averages for the call's record. */
export function summarise(sums: QualitySums, setup: number | null): CallQuality {
  const quality: CallQuality = { relayed: sums.relayed };
  const rtt = meanOf(sums.rtt);
  const jitter = meanOf(sums.jitter);
  const loss = meanOf(sums.loss);
  const bitrate = meanOf(sums.bitrate);
  if (rtt !== null) quality.rtt = Math.round(rtt);
  if (jitter !== null) quality.jitter = Math.round(jitter);
  if (loss !== null) quality.loss = Math.round(loss * 10_000) / 10_000;
  if (bitrate !== null) quality.bitrate = Math.round(bitrate);
  if (setup !== null) quality.setup = Math.max(0, Math.round(setup));
  return quality;
}

function addTo(mean: Mean, value: number | null): Mean {
  return value === null ? mean : { count: mean.count + 1, total: mean.total + value };
}

function meanOf({ count, total }: Mean): number | null {
  return count === 0 ? null : total / count;
}
