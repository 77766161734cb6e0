// Says what the figures were made on.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { canPin } from './pinning.ts';

const require = createRequire(import.meta.url);

function versionOf(name: string): string {
  const manifest = JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8')) as {
    version: string;
  };
  return `${name} ${manifest.version}`;
}

/** Lines for the head of the report. */
export function describeMachine(mongod: string): string[] {
  const gib = Math.round(totalmem() / 2 ** 30);
  const cores = availableParallelism();
  return [
    `Machine: ${cpus()[0]?.model.trim()}, ${cores} cores, ${gib} GiB, ${process.platform} ${release()}; load average before the run ${loadavg()[0]?.toFixed(2)}`,
    `Versions: Node ${process.versions.node}, MongoDB ${mongod} (replica set of one), ${['mongodb', 'ws', 'socket.io', 'mongoose', 'express', 'fastify'].map(versionOf).join(', ')}`,
    canPin()
      ? 'Pinned: each server under test to core 0 (one node on one core); mongod and the load generator run where the system puts them'
      : 'Pinned: nothing (no taskset, or one core)',
  ];
}
