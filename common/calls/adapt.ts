// How much to send: pure rules from loss, delay, bandwidth and computing power to picture and sound.

/** What the last second of sending was like; null where it is not known. */
export interface Sending {
  /** Milliseconds on a clock that only grows. */
  readonly at: number;
  /** Share of packets that the other side missed, 0 to 1. */
  readonly loss: number | null;
  /** Milliseconds. */
  readonly rtt: number | null;
  /** Bits per second that the way is thought to carry. */
  readonly available: number | null;
  /** What the encoder says holds it back. */
  readonly limitedBy: 'none' | 'cpu' | 'bandwidth';
}

/** What a sender of pictures is told. */
export interface Encoding {
  readonly scaleDown: number;
  readonly frameRate: number;
  /** Bits per second. */
  readonly bitrate: number;
}

export interface Plan {
  /** Null: voice only. */
  readonly camera: Encoding | null;
  readonly screen: Encoding | null;
  readonly voiceBitrate: number;
}

export type ScreenKind = 'text' | 'motion';

export interface Adaptation {
  /** A rung of the ladder; 0 sends the most. */
  readonly rung: number;
  readonly startedAt: number | null;
  readonly changedAt: number;
  /** How many of the last seconds were bad, at most WINDOW of them. */
  readonly recent: readonly boolean[];
  readonly goodSince: number | null;
  /** Grows each time that sending more failed soon after. */
  readonly patience: number;
  readonly raisedAt: number | null;
}

const KBPS = 1_000;
const encoding = (scaleDown: number, frameRate: number, kilobits: number): Encoding => ({
  scaleDown,
  frameRate,
  bitrate: kilobits * KBPS,
});

/** From a clear picture to voice only; each rung needs about half of the one above. */
const camera = [
  encoding(1, 30, 2_500),
  encoding(1.5, 30, 1_200),
  encoding(2, 24, 600),
  encoding(3, 15, 300),
  encoding(4, 12, 150),
  null,
] as const;
/** Text gives up frames and keeps every letter sharp; motion gives up size and keeps moving. */
const screens: Readonly<Record<ScreenKind, readonly (Encoding | null)[]>> = {
  text: [
    encoding(1, 15, 4_000),
    encoding(1, 10, 2_000),
    encoding(1, 5, 1_000),
    encoding(1, 3, 500),
    encoding(1, 1, 250),
    null,
  ],
  motion: [
    encoding(1, 30, 5_000),
    encoding(1.5, 30, 2_500),
    encoding(2, 30, 1_200),
    encoding(3, 24, 600),
    encoding(4, 15, 300),
    null,
  ],
};
const leastVoice = 20;
const voice = [40, 40, 32, 32, 24, leastVoice];

export const lastRung = camera.length - 1;

/** Times in milliseconds. */
export const pace = {
  /** After any change nothing is lowered for this long: a change needs time to show. */
  settle: 3_000,
  /** The estimate of the bandwidth starts low and climbs this long at the beginning. */
  climb: 10_000,
  /** This long must all be well before more is sent. */
  patience: 8_000,
  patienceMost: 64_000,
  /** A raise that fails within this time was one too many. */
  trial: 15_000,
  /** After this long without trouble the patience is as at first. */
  forgive: 60_000,
} as const;
const WINDOW = 3;
const BAD_OF_WINDOW = 2;

const bar = { lossBad: 0.08, lossAwful: 0.25, lossGood: 0.02, rttBad: 700, rttAwful: 1_500, rttGood: 450 };

export const unadapted: Adaptation = {
  rung: 0,
  startedAt: null,
  changedAt: Number.NEGATIVE_INFINITY,
  recent: [],
  goodSince: null,
  patience: pace.patience,
  raisedAt: null,
};

/** What to send on a rung. A shared screen comes first: the camera beside it starts two rungs lower. */
export function planOf({ rung }: Adaptation, screen: ScreenKind | null): Plan {
  const beside = screen === null ? rung : Math.min(lastRung, rung + 2);
  return {
    camera: camera[beside] ?? null,
    screen: screen === null ? null : (screens[screen][rung] ?? null),
    voiceBitrate: (voice[rung] ?? leastVoice) * KBPS,
  };
}

/** The state after a second; the same object as `rung` stays where it is only if nothing else changed either. */
export function adapt(state: Adaptation, sending: Sending): Adaptation {
  const { at } = sending;
  const recent = [...state.recent, isBad(state, sending)].slice(-WINDOW);
  const goodSince = isGood(state, sending) ? (state.goodSince ?? at) : null;
  const next = { ...state, startedAt: state.startedAt ?? at, recent, goodSince };
  const settled = at - state.changedAt >= pace.settle;
  const bad = recent.filter(Boolean).length >= BAD_OF_WINDOW;
  if (settled && bad && state.rung < lastRung) return lower(next, sending);
  if (goodSince !== null && at - Math.max(goodSince, state.changedAt) >= state.patience) {
    if (state.rung > 0) return raise(next, at);
    if (at - goodSince >= pace.forgive) return { ...next, patience: pace.patience };
  }
  return next;
}

function lower(state: Adaptation, sending: Sending): Adaptation {
  const { at } = sending;
  const failed = state.raisedAt !== null && at - state.raisedAt <= pace.trial;
  return {
    ...state,
    rung: Math.max(state.rung + 1, isAwful(sending) ? fitting(sending) : 0),
    changedAt: at,
    recent: [],
    goodSince: null,
    patience: failed ? Math.min(pace.patienceMost, state.patience * 2) : state.patience,
    raisedAt: null,
  };
}

function raise(state: Adaptation, at: number): Adaptation {
  return { ...state, rung: state.rung - 1, changedAt: at, recent: [], goodSince: null, raisedAt: at };
}

// Loss that eats the picture: go at once to what the way carries, two rungs down if that is not known.
function fitting({ available }: Sending): number {
  if (available === null) return 2;
  const rung = camera.findIndex(each => each !== null && each.bitrate <= available);
  return rung < 0 ? lastRung : rung;
}

function isAwful({ loss, rtt }: Sending): boolean {
  return (loss ?? 0) > bar.lossAwful || (rtt ?? 0) > bar.rttAwful;
}

function isBad(state: Adaptation, { at, loss, rtt, available, limitedBy }: Sending): boolean {
  const wanted = camera[state.rung]?.bitrate ?? 0;
  // The engine trims the bitrate to its estimate by itself; far below is where size must follow.
  const short = limitedBy === 'bandwidth' && available !== null && available < wanted * 0.4;
  const starved = short && at - (state.startedAt ?? at) >= pace.climb;
  return (loss ?? 0) > bar.lossBad || (rtt ?? 0) > bar.rttBad || starved || limitedBy === 'cpu';
}

// The estimate hardly grows beyond what is sent, so it is held against this rung, not the one above.
function isGood(state: Adaptation, { loss, rtt, available, limitedBy }: Sending): boolean {
  const now = camera[state.rung]?.bitrate ?? 0;
  const room = limitedBy === 'none' || available === null || available >= now;
  return (loss ?? 0) <= bar.lossGood && (rtt ?? 0) <= bar.rttGood && room && limitedBy !== 'cpu';
}
