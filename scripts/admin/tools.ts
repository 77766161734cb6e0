// The server's own parts for one command, with the server's environment.
import jwt from '@fastify/jwt';
import fastify from 'fastify';
import type { UserId } from '../../common/ids.ts';
import { createAuthStore } from '../../server/auth/store.ts';
import { type Config, readConfig } from '../../server/config.ts';
import { createFeatures, type Features } from '../../server/features.ts';
import { type Bus, createLocalBus } from '../../server/infra/bus.ts';
import { ensureIndexes } from '../../server/infra/indexes.ts';
import { createMetrics } from '../../server/infra/metrics.ts';
import { connectMongo, type Mongo } from '../../server/infra/mongo.ts';
import { openPlace } from '../../server/infra/place.ts';
import { connectRedis } from '../../server/infra/redis.ts';
import { createRedisBus } from '../../server/infra/redis-bus.ts';
import type { Storage } from '../../server/infra/storage.ts';
import { createTuning } from '../../server/infra/tuning.ts';
import { createWatch } from '../../server/infra/watch.ts';
import { watchedParts } from '../../server/parts.ts';

export interface Tools extends Features {
  config: Config;
  mongo: Mongo;
  storage: Storage;
  /** The id behind a username or an id. Throws when nobody has it. */
  person(name: string): Promise<UserId>;
}

/** Runs work with everything connected, and lets go of it afterwards. */
export async function withTools<T>(
  env: NodeJS.ProcessEnv,
  work: (tools: Tools) => Promise<T>,
  { indexes = true } = {},
): Promise<T> {
  const config = readConfig(env);
  const app = fastify({ logger: { level: 'error', stream: process.stderr } });
  await app.register(jwt, { secret: config.jwtSecret });
  const mongo = await connectMongo(config.mongodbUri);
  const redis = config.redisUrl === null ? null : connectRedis(config.redisUrl, app.log);
  const bus: Bus = redis === null ? createLocalBus() : createRedisBus(redis, app.log);
  const storage = await openPlace(config.files.place);
  const tuning = createTuning({ scale: config.rateLimitScale, file: config.limitsFile, log: app.log });
  try {
    if (indexes) await ensureIndexes(mongo.db);
    const parts = {
      config,
      mongo,
      storage,
      bus,
      metrics: createMetrics(),
      log: app.log,
      jwt: app.jwt,
      tuning,
      watch: createWatch(watchedParts(config, storage), app.log),
    };
    const features = createFeatures(parts);
    const people = createAuthStore(mongo.db);
    const person = async (name: string) => {
      const found = (await people.userByName(name.replace(/^@/, ''))) ?? (await people.user(name as UserId));
      if (found === null) throw new Error(`There is no one called ${name}`);
      return found._id;
    };
    try {
      return await work({ ...features, config, mongo, storage, person });
    } finally {
      await features.messages.drain();
      await features.projection.drain();
      await features.indexer.drain();
      features.files.close();
    }
  } finally {
    tuning.stop();
    await storage.close();
    await bus.close();
    await mongo.close();
    await app.close();
  }
}
