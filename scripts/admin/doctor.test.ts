// The doctor on real parts: all is well, then each part is ill in turn, and each has its remedy.
import { expect, test } from 'vitest';
import { serverSecrets } from '../../scripts/run/server.ts';
import { testDatabase } from '../../test/harness/mongo.ts';
import { startRedis } from '../../test/harness/redis.ts';
import { startServer } from '../../test/harness/server.ts';
import { startTurn } from '../../test/harness/turn.ts';
import { examine } from './doctor.ts';

test('what works is said to work, and what is ill is named with what to do', async () => {
  const [database, redis, turn] = await Promise.all([testDatabase(), startRedis(), startTurn()]);
  const env = { ...serverSecrets(), MONGODB_URI: database.uri, REDIS_URL: redis.url };
  const server = await startServer({ env });
  const whole = { ...env, ...turn.env, FILES_DIR: server.files };
  try {
    const well = await examine(whole, server.url);
    const named = Object.fromEntries(well.map(({ part, fine, line }) => [part, { fine, line }]));
    for (const part of ['MongoDB', 'Redis', 'Files', 'Socket', 'Clock']) {
      expect(named[part], part).toMatchObject({ fine: true });
    }
    expect(named.TURN?.line).toContain('came back through the relay');

    await redis.kill();
    await turn.stop();
    await server.kill('SIGKILL');
    const dead = 'mongodb://127.0.0.1:1/x?replicaSet=rs0&serverSelectionTimeoutMS=500';
    const ill = await examine({ ...whole, MONGODB_URI: dead, FILES_DIR: undefined }, server.url);
    expect(ill.map(({ part, fine }) => `${part} ${fine}`).sort()).toEqual(
      ['Clock', 'Files', 'MongoDB', 'Redis', 'Socket', 'TURN'].map(part => `${part} false`),
    );
    for (const { part, line } of ill) expect(line, part).toMatch(/\. (Check|See|Let)/);
  } finally {
    await server.stop();
    await redis.stop();
    await turn.stop();
    await database.drop();
  }
}, 90_000);
