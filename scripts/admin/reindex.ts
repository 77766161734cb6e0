// Makes the search index anew beside a running server.
import { newId } from '../../server/auth/store.ts';
import { readConfig } from '../../server/config.ts';
import { systemClock } from '../../server/context.ts';
import { createSealer } from '../../server/files/sealer.ts';
import { createShown } from '../../server/files/shown.ts';
import { createFileStore } from '../../server/files/store.ts';
import { ensureIndexes } from '../../server/infra/indexes.ts';
import { connectMongo } from '../../server/infra/mongo.ts';
import { createVault } from '../../server/infra/vault.ts';
import { createOpener } from '../../server/messages/opener.ts';
import { createMessageStore } from '../../server/messages/store.ts';
import { createSearchKeys } from '../../server/search/keys.ts';
import { createRebuild } from '../../server/search/rebuild.ts';
import { createSearchStore } from '../../server/search/store.ts';

interface Options {
  rotate: boolean;
  say(line: string): void;
}

const sayEvery = 10_000;

/** Resolves with how many messages were gone through. Throws ConfigError, and what the database throws. */
export async function reindex(env: NodeJS.ProcessEnv, { rotate, say }: Options): Promise<number> {
  const config = readConfig(env);
  const mongo = await connectMongo(config.mongodbUri);
  try {
    await ensureIndexes(mongo.db);
    const vault = createVault(mongo.db, config.masterKeys);
    const messages = createMessageStore(mongo.db);
    const files = createShown({ store: createFileStore(mongo.db), sealer: createSealer(vault) });
    const opener = createOpener({ store: messages, files, vault });
    const store = createSearchStore(mongo.db);
    const keys = createSearchKeys({ store, vault, clock: systemClock, newId });
    const rebuild = createRebuild({
      store,
      keys,
      messages: { ranges: async ranges => opener.all(await messages.ranges(ranges)) },
      newId,
    });
    let told = 0;
    return await rebuild({
      rotate,
      progress: done => {
        if (done - told < sayEvery) return;
        told = done;
        say(`${done} messages`);
      },
    });
  } finally {
    await mongo.close();
  }
}
