// The bench's handle on the bare-insert baseline's process.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { InsertCommand } from './baselines/insert.ts';
import { firstCore, pin } from './pinning.ts';
import type { Stage } from './stage.ts';

export interface Inserts {
  /** Inserts for a while; gives the latencies in milliseconds. */
  run(command: InsertCommand): Promise<Float64Array>;
  stop(): Promise<void>;
}

type Answer = { readonly latencies: Float64Array } | { readonly error: string };

export async function startInserts(stage: Stage): Promise<Inserts> {
  const child = fork(join(import.meta.dirname, 'baselines/insert.ts'), {
    serialization: 'advanced',
    env: { PATH: process.env.PATH, MONGODB_URI: stage.mongo.uri('inserts') },
  });
  const exited = once(child, 'exit');
  const stop = async () => {
    if (child.connected) child.disconnect();
    await exited;
  };
  stage.onEnd(stop);
  const answer = async (): Promise<unknown> => {
    const ended = exited.then(() => Promise.reject(new Error('The insert baseline ended')));
    const [message] = await Promise.race([once(child, 'message'), ended]);
    return message;
  };
  await answer();
  if (child.pid !== undefined) await pin(child.pid, firstCore);
  return {
    async run(command) {
      const answered = answer();
      child.send(command);
      const result = (await answered) as Answer;
      if ('error' in result) throw new Error(`Bare inserts: ${result.error}`);
      return result.latencies;
    },
    stop,
  };
}
