// The limits that hold at this moment: what is usual, what the file of limits says instead, and the scale of all of them.
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { StartRefused } from '../config.ts';
import type { Disposer, Log } from '../context.ts';

/** Rates are per minute, over all nodes unless they name the socket; the others are counts on one node. */
const usual = {
  requestsPerAddress: 6_000,
  requestsPerUser: 1_800,
  requestsPerDevice: 1_200,
  /** Where a password or a token can be guessed at. */
  guessesPerAddress: 60,
  framesPerUser: 6_000,
  framesPerSocket: 3_000,
  connectsPerUser: 120,
  callsPerUser: 30,
  socketsPerUser: 20,
  /** Sockets that did not say hello yet. */
  pendingPerAddress: 500,
  pendingPerNode: 5_000,
};
export type LimitName = keyof typeof usual;

export interface Tuning {
  /** Infinity where limits are off. */
  limit(name: LimitName): number;
  /** Reads the file again; what is wrong in it is told and changes nothing. */
  reload(): void;
  stop: Disposer;
}

interface Options {
  scale: number;
  /** JSON: names of limits and `scale`, each to a number. */
  file: string | null;
  log: Log;
  /** How often it is looked whether the file changed, in milliseconds. */
  lookEvery?: number;
}

/** Throws what is wrong with the file; a server does not start with limits that nobody wanted. */
export function createTuning({ scale, file, log, lookEvery = 5_000 }: Options): Tuning {
  let now: Record<string, number> = file === null ? {} : readLimits(file);

  function reload(): void {
    if (file === null) return;
    try {
      now = readLimits(file);
      log.info({ limits: now }, 'The limits were read again');
    } catch (error) {
      log.warn({ err: (error as Error).message }, 'The limits stay as they were');
    }
  }

  // Polled, as a mounted folder of settings swaps links and sends no events.
  if (file !== null) watchFile(file, { interval: lookEvery, persistent: false }, reload);
  return {
    limit(name) {
      const factor = now.scale ?? scale;
      if (factor === 0) return Number.POSITIVE_INFINITY;
      return Math.max(1, Math.round((now[name] ?? usual[name]) * factor));
    },
    reload,
    stop: () => {
      if (file !== null) unwatchFile(file, reload);
    },
  };
}

function readLimits(file: string): Record<string, number> {
  const problem = (text: string) => new StartRefused(`LIMITS_FILE ${file}: ${text}`);
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw problem((error as Error).message);
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) throw problem('is no JSON object');
  for (const [name, value] of Object.entries(read)) {
    if (name !== 'scale' && !Object.hasOwn(usual, name)) throw problem(`there is no limit "${name}"`);
    const least = name === 'scale' ? 0 : 1;
    if (!(Number.isFinite(value) && value >= least)) throw problem(`${name} must be a number from ${least}`);
  }
  return read as Record<string, number>;
}
