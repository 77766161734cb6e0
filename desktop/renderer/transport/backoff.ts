// How long to wait before trying again.

const first = 500;
const most = 30_000;
/** The server ends a call whose device is away for 30 s: after the network is back there must be time for many tries. */
const mostInCall = 2_000;

/**
 * Doubles from half a second to half a minute, or to two seconds when it is urgent; half of it by chance, so that a
 * server's clients do not come at once.
 */
export function backoff(attempt: number, random: () => number, urgent = false): number {
  const whole = Math.min(urgent ? mostInCall : most, first * 2 ** Math.max(0, attempt - 1));
  return Math.round(whole / 2 + (whole / 2) * random());
}
