// A virtual screen of its own for tests that show windows.

import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Display {
  /** Such as ":99". */
  readonly name: string;
  stop(): Promise<void>;
}

const READY_MS = 15_000;

/** Starts Xvfb on a free display number. */
export async function startDisplay(): Promise<Display> {
  const args = ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'];
  const child = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  const numbers = child.stdio[3];
  if (!numbers) throw new Error('Xvfb has no pipe for its display number');
  const [number] = await once(numbers, 'data', { signal: AbortSignal.timeout(READY_MS) });
  return {
    name: `:${String(number).trim()}`,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
