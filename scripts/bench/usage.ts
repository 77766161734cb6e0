// What a process has used so far, from /proc; null on systems without it.
import { readFileSync } from 'node:fs';

const ticksPerSecond = 100;

/** Processor seconds, user and system together. */
export function cpuSeconds(pid: number): number | null {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Resident memory in bytes. */
export function residentBytes(pid: number): number | null {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

/** Watches a process; the function it gives tells the share of one core used since. */
export function watchCpu(pid: number): () => number | null {
  const used = cpuSeconds(pid);
  const start = performance.now();
  return () => {
    const now = cpuSeconds(pid);
    return used === null || now === null ? null : (1000 * (now - used)) / (performance.now() - start);
  };
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // No /proc here, or the process has ended: there is no figure then.
    return null;
  }
}
