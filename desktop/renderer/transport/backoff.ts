// How long to wait before trying again.

const first = 500;
const most = 30_000;

/** Doubles from half a second to half a minute, half of it by chance, so that a server's clients do not come at once. */
export function backoff(attempt: number, random: () => number): number {
  const whole = Math.min(most, first * 2 ** Math.max(0, attempt - 1));
  return Math.round(whole / 2 + (whole / 2) * random());
}
