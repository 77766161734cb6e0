// The harness itself: each real part starts, does its work, survives a kill, and leaves nothing behind.

import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { afterEach, expect, it } from 'vitest';
import { note, stillRuns } from '../../scripts/run/identity.ts';
import { portState } from '../../scripts/run/port.ts';
import { startPrivateMongo, testDatabase } from './mongo.ts';
import { startRedis } from './redis.ts';
import { startServer } from './server.ts';
import { startTurn } from './turn.ts';

const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

it('gives each asker a database of its own in a replica set that commits transactions', async () => {
  const [one, two] = await Promise.all([testDatabase(), testDatabase()]);
  stops.push(one.drop, two.drop);
  expect(one.name).not.toBe(two.name);
  const client = await new MongoClient(one.uri).connect();
  stops.push(() => client.close());
  await client.withSession(session =>
    session.withTransaction(() => client.db().collection('things').insertOne({ a: 1 }, { session })),
  );
  expect(await client.db().collection('things').countDocuments()).toBe(1);
  expect(client.db().databaseName).toBe(one.name);
});

it('keeps what a private MongoDB acknowledged through a kill', async () => {
  const mongo = await startPrivateMongo();
  stops.push(mongo.stop);
  const write = async () => {
    const client = await new MongoClient(mongo.uri('fault')).connect();
    const things = client.db().collection('things');
    await things.insertOne({ at: 1 }, { writeConcern: { w: 'majority', journal: true } });
    const count = await things.countDocuments();
    await client.close();
    return count;
  };
  expect(await write()).toBe(1);
  await mongo.kill();
  await mongo.restart();
  expect(await write()).toBe(2);
});

it('starts Redis again on the same address after a kill', async () => {
  const redis = await startRedis();
  stops.push(redis.stop);
  await redis.kill();
  await redis.restart();
  const client = new Redis(redis.url);
  stops.push(async () => client.disconnect());
  expect(await client.ping()).toBe('PONG');
});

it('starts coturn with a secret and a free port', async () => {
  const turn = await startTurn();
  stops.push(turn.stop);
  expect(await portState(turn.port, '127.0.0.1')).toBe('taken');
  expect(turn.env.TURN_SERVER_URL).toContain(String(turn.port));
});

it('starts the server, which comes back on the same port after a kill and drains on SIGTERM', async () => {
  const server = await startServer();
  stops.push(server.stop);
  const first = note(server.pid);
  expect(await server.kill('SIGKILL')).toBe('SIGKILL');
  expect(stillRuns(first)).toBe(false);
  await server.restart();
  const response = await fetch(`${server.url}/health/ready`);
  expect(response.status).toBe(200);
  expect(await server.kill('SIGTERM')).toBe(0);
});
