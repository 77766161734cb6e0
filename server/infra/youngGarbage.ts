// Lets go of buffers while bytes pass through: V8 sees only their small heads, and would let 64 MiB of them and more pile up.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** After so many bytes the newest garbage is looked through, which takes about a millisecond. */
const everyBytes = 8 * 1024 * 1024;

let collect: ((options: { type: 'minor' }) => void) | undefined;
let passed = 0;

function collector() {
  // The engine has this function only where it was asked for; nobody else is given it.
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as (options: { type: 'minor' }) => void;
  setFlagsFromString('--no-expose-gc');
  return gc;
}

/** Told of bytes whose buffers are not needed any more. */
export function bytesPassed(bytes: number): void {
  passed += bytes;
  if (passed < everyBytes) return;
  passed = 0;
  collect ??= collector();
  collect({ type: 'minor' });
}
