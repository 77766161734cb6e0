// The flight recorder of a call: one entry a second, and one plain verdict at the end.

export interface FlightEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly connected: boolean;
  /** Share of what was sent to this device that got lost, 0 to 1; null where it is not known. */
  readonly lossIn: number | null;
  /** The same for what this device sent. */
  readonly lossOut: number | null;
  /** Milliseconds. */
  readonly rtt: number | null;
  readonly limitedBy: 'none' | 'cpu' | 'bandwidth';
  /** The pictures were held back, because the way carried voice only. */
  readonly voiceOnly: boolean;
}

export type Direction = 'in' | 'out' | 'both';

/** What was worst about a call; times in milliseconds since 1970, shares from 0 to 1. */
export type Verdict =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'good' }
  | { readonly kind: 'broken'; readonly times: number; readonly seconds: number }
  | { readonly kind: 'loss'; readonly direction: Direction; readonly share: number; readonly from: number }
  | { readonly kind: 'delay'; readonly milliseconds: number; readonly from: number }
  | { readonly kind: 'narrow'; readonly from: number; readonly voiceOnly: boolean }
  | { readonly kind: 'computer'; readonly from: number };

/** An hour and a half: longer calls keep their end. */
export const flightSeconds = 5_400;
// A verdict about less would be a guess.
const ENOUGH = 5;
// So many seconds, and this share of the call, make a trouble worth a sentence.
const SECONDS = 4;
const SHARE = 0.05;
const bar = { loss: 0.04, rtt: 450 };

/** Adds a second, forgetting the oldest beyond the limit. */
export function addEntry(flight: readonly FlightEntry[], entry: FlightEntry): readonly FlightEntry[] {
  return [...flight.slice(Math.max(0, flight.length + 1 - flightSeconds)), entry];
}

/** The one thing that a person should know about a call that has ended. */
export function verdictOf(flight: readonly FlightEntry[]): Verdict {
  if (flight.length < ENOUGH) return { kind: 'unknown' };
  const gaps = brokenOf(flight);
  if (gaps) return gaps;
  const judge = (is: (entry: FlightEntry) => boolean) => worthSaying(flight, is);
  return (
    lossOf(flight) ??
    judgedAs(
      judge(({ rtt }) => (rtt ?? 0) > bar.rtt),
      found => ({
        kind: 'delay',
        milliseconds: Math.round(mean(found.map(({ rtt }) => rtt ?? 0))),
        from: startOf(found),
      }),
    ) ??
    judgedAs(
      judge(({ voiceOnly }) => voiceOnly),
      found => ({ kind: 'narrow', from: startOf(found), voiceOnly: true }),
    ) ??
    judgedAs(
      judge(({ limitedBy }) => limitedBy === 'cpu'),
      found => ({ kind: 'computer', from: startOf(found) }),
    ) ?? { kind: 'good' }
  );
}

function brokenOf(flight: readonly FlightEntry[]): Verdict | null {
  const seconds = flight.filter(({ connected }) => !connected).length;
  const times = flight.filter(({ connected }, index) => !connected && flight[index - 1]?.connected !== false);
  return seconds > 0 ? { kind: 'broken', times: times.length, seconds } : null;
}

function lossOf(flight: readonly FlightEntry[]): Verdict | null {
  const lostIn = worthSaying(flight, ({ lossIn }) => (lossIn ?? 0) > bar.loss);
  const lostOut = worthSaying(flight, ({ lossOut }) => (lossOut ?? 0) > bar.loss);
  const found = [...(lostIn ?? []), ...(lostOut ?? [])];
  if (found.length === 0) return null;
  const direction = lostIn && lostOut ? 'both' : lostIn ? 'in' : 'out';
  const shares = [
    ...(lostIn ?? []).map(({ lossIn }) => lossIn ?? 0),
    ...(lostOut ?? []).map(({ lossOut }) => lossOut ?? 0),
  ];
  return { kind: 'loss', direction, share: mean(shares), from: startOf(found) };
}

function worthSaying(
  flight: readonly FlightEntry[],
  is: (entry: FlightEntry) => boolean,
): readonly FlightEntry[] | null {
  const found = flight.filter(is);
  return found.length >= Math.max(SECONDS, flight.length * SHARE) ? found : null;
}

function judgedAs(
  found: readonly FlightEntry[] | null,
  make: (found: readonly FlightEntry[]) => Verdict,
): Verdict | null {
  return found && make(found);
}

function startOf(found: readonly FlightEntry[]): number {
  return Math.min(...found.map(({ at }) => at));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
