// Holds a process to some cores, where the system has taskset and more than one core.
import { availableParallelism } from 'node:os';
import { run, which } from '../provision/command.ts';

/** Cores as taskset names them, such as "0" or "0-1". */
export type Cores = string;

export const allCores: Cores = `0-${availableParallelism() - 1}`;
export const firstCore: Cores = '0';

/** Whether processes can be held to cores here. */
export function canPin(): boolean {
  return process.platform === 'linux' && availableParallelism() > 1 && which('taskset') !== undefined;
}

/** Moves all threads of a process to the cores. */
export async function pin(pid: number, cores: Cores): Promise<void> {
  if (!canPin()) return;
  const { code, output } = await run('taskset', ['-a', '-c', '-p', cores, String(pid)]);
  if (code !== 0) throw new Error(`taskset failed: ${output.trim()}`);
}
