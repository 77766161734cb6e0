// Tells whether a process noted down earlier still is that process, since process ids are used again.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ProcessNote {
  readonly pid: number;
  /** When it started, in the system's own terms; empty where the system does not tell. */
  readonly started: string;
}

/** Notes down a running process. */
export function note(pid: number): ProcessNote {
  return { pid, started: startOf(pid) ?? '' };
}

/** Whether the noted process is still running. */
export function stillRuns({ pid, started }: ProcessNote): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' && started === (startOf(pid) ?? '');
  }
  return startOf(pid) === started || started === '';
}

function startOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // A zombie has ended, only its parent has not looked yet.
      return fields[0] === 'Z' ? undefined : `${bootId()} ${fields[19]}`;
    }
    if (process.platform === 'win32') return '';
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    // No such process.
    return undefined;
  }
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}
