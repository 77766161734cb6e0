// The bench's handle on the load generator's process.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { LoadCommand, LoadCommands, LoadReply } from './load/main.ts';

export interface Generator {
  readonly pid: number;
  ask<C extends LoadCommand>(command: C, data: LoadCommands[C]['take']): Promise<LoadCommands[C]['give']>;
  stop(): void;
}

interface Waiting {
  resolve(data: unknown): void;
  reject(error: Error): void;
}

export function startGenerator(): Generator {
  const child = fork(join(import.meta.dirname, 'load/main.ts'), { serialization: 'advanced' });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  child.on('message', (reply: LoadReply) => {
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.ok) asked?.resolve(reply.data);
    else asked?.reject(new Error(`Load generator: ${reply.error}`));
  });
  child.on('exit', code => {
    for (const asked of waiting.values()) asked.reject(new Error(`The load generator ended (${code})`));
    waiting.clear();
  });
  if (child.pid === undefined) throw new Error('The load generator could not be started');
  return {
    pid: child.pid,
    ask: (command, data) => {
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve: resolve as (data: unknown) => void, reject });
        child.send({ id, command, data });
      });
    },
    stop: () => {
      if (child.connected) child.disconnect();
    },
  };
}
