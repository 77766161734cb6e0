// What one second of a connection was like, from its statistics; the names are those of W3C WebRTC Statistics.
import type { Sending } from '../../../common/calls/adapt.ts';
import type { Slot } from './slots.ts';
import { slots } from './slots.ts';

type CandidateType = 'host' | 'srflx' | 'prflx' | 'relay';

/** The way that media takes. */
export interface Route {
  readonly local: CandidateType | null;
  readonly remote: CandidateType | null;
  readonly protocol: 'udp' | 'tcp' | null;
  /** How the relay is reached, where there is one. */
  readonly relayProtocol: 'udp' | 'tcp' | 'tls' | null;
}

/** One direction of one slot. */
export interface Flow {
  readonly slot: Slot;
  readonly direction: 'in' | 'out';
  readonly codec: string | null;
  /** Bits per second. */
  readonly bitrate: number;
  /** Share of packets lost, 0 to 1. */
  readonly loss: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly frameRate: number | null;
}

export interface Reading extends Sending {
  readonly route: Route;
  readonly flows: readonly Flow[];
  readonly lossIn: number | null;
  /** Milliseconds. */
  readonly jitter: number | null;
}

type Entry = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };
type ById = ReadonlyMap<string, Entry>;

/** Reads report after report; bitrates and losses are those since the report before. */
export function createReader(): (report: Iterable<readonly [string, unknown]>) => Reading {
  let before: ById = new Map();
  return report => {
    const entries = [...report].map(([, entry]) => entry as Entry);
    const now = new Map(entries.map(entry => [entry.id, entry]));
    const flows = entries.flatMap(entry => flowOf(entry, now, before) ?? []);
    const losses = (direction: Flow['direction']) =>
      flows.filter(flow => flow.direction === direction).flatMap(({ loss }) => (loss === null ? [] : [loss]));
    const pair = pairOf(entries, now);
    const voice = entries.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'audio');
    before = now;
    return {
      at: Math.max(0, ...entries.map(({ timestamp }) => numberOf(timestamp) ?? 0)),
      loss: most(losses('out')),
      lossIn: most(losses('in')),
      rtt: thousandfold(pair?.currentRoundTripTime),
      jitter: thousandfold(voice?.jitter),
      available: numberOf(pair?.availableOutgoingBitrate),
      limitedBy: limitOf(entries),
      route: routeOf(pair, now),
      flows: flows.filter(({ bitrate }) => bitrate > 0),
    };
  };
}

function pairOf(entries: readonly Entry[], byId: ById): Entry | undefined {
  const transport = entries.find(({ type }) => type === 'transport');
  return byId.get(String(transport?.selectedCandidatePairId));
}

function routeOf(pair: Entry | undefined, byId: ById): Route {
  const local = byId.get(String(pair?.localCandidateId));
  const remote = byId.get(String(pair?.remoteCandidateId));
  return {
    local: (local?.candidateType as CandidateType) ?? null,
    remote: (remote?.candidateType as CandidateType) ?? null,
    protocol: (local?.protocol as Route['protocol']) ?? null,
    relayProtocol: (local?.relayProtocol as Route['relayProtocol']) ?? null,
  };
}

function limitOf(entries: readonly Entry[]): Sending['limitedBy'] {
  const reasons = entries
    .filter(({ type }) => type === 'outbound-rtp')
    .map(({ qualityLimitationReason }) => qualityLimitationReason);
  if (reasons.includes('cpu')) return 'cpu';
  return reasons.includes('bandwidth') ? 'bandwidth' : 'none';
}

function flowOf(entry: Entry, now: ById, before: ById): Flow | null {
  const incoming = entry.type === 'inbound-rtp';
  if (!incoming && entry.type !== 'outbound-rtp') return null;
  const slot = slots[Number(entry.mid ?? -1)];
  if (!slot) return null;
  const old = before.get(entry.id);
  const grown = (name: string) =>
    old ? Math.max(0, (numberOf(entry[name]) ?? 0) - (numberOf(old[name]) ?? 0)) : 0;
  const seconds = old ? ((numberOf(entry.timestamp) ?? 0) - (numberOf(old.timestamp) ?? 0)) / 1_000 : 0;
  const bytes = grown(incoming ? 'bytesReceived' : 'bytesSent');
  return {
    slot,
    direction: incoming ? 'in' : 'out',
    codec: codecOf(now.get(String(entry.codecId))),
    bitrate: seconds > 0 ? Math.round((bytes * 8) / seconds) : 0,
    loss: incoming
      ? share(grown('packetsLost'), grown('packetsReceived'))
      : numberOf(now.get(String(entry.remoteId))?.fractionLost),
    width: numberOf(entry.frameWidth),
    height: numberOf(entry.frameHeight),
    frameRate: numberOf(entry.framesPerSecond),
  };
}

function codecOf(codec: Entry | undefined): string | null {
  return typeof codec?.mimeType === 'string' ? codec.mimeType.replace(/^.*\//, '') : null;
}

function share(lost: number, received: number): number | null {
  return lost + received > 0 ? lost / (lost + received) : null;
}

function most(values: readonly number[]): number | null {
  return values.length > 0 ? Math.max(...values) : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function thousandfold(value: unknown): number | null {
  const number = numberOf(value);
  return number === null ? null : number * 1_000;
}
