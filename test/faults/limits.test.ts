// Limits that two nodes hold together, changed while both run.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serverSecrets } from '../../scripts/run/server.ts';
import { connect, newPerson, type Refused, type TestClient } from '../harness/client.ts';
import { type TestDatabase, testDatabase } from '../harness/mongo.ts';
import { startRedis, type TestRedis } from '../harness/redis.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let database: TestDatabase;
let redis: TestRedis;
let north: TestServer;
let south: TestServer;
let people: TestClient[];
const folder = mkdtempSync(join(tmpdir(), 'baraza-limits-'));
const file = join(folder, 'limits.json');
const nodes = () => [north, south] as const;

beforeAll(async () => {
  writeFileSync(file, '{}');
  [database, redis] = await Promise.all([testDatabase(), startRedis()]);
  const env = { ...serverSecrets(), MONGODB_URI: database.uri, REDIS_URL: redis.url, LIMITS_FILE: file };
  [north, south] = (await Promise.all([startServer({ env }), startServer({ env })])) as [
    TestServer,
    TestServer,
  ];
  people = await Promise.all(Array.from({ length: 6 }, () => newPerson(north.url)));
});
afterAll(async () => {
  await Promise.all(nodes().map(node => node.stop()));
  await redis.stop();
  await database.drop();
  rmSync(folder, { recursive: true });
});

/** Writes the file and lets both nodes read it; resolves when both said what `says` looks for. */
async function change(text: string, says: RegExp): Promise<void> {
  const before = nodes().map(node => node.log().length);
  writeFileSync(file, text);
  for (const node of nodes()) node.signal('SIGHUP');
  await expect
    .poll(() => nodes().every((node, at) => says.test(node.log().slice(before[at]))), { timeout: 10_000 })
    .toBe(true);
}
const hold = (limits: Record<string, number>) => change(JSON.stringify(limits), /The limits were read again/);

const me = (node: TestServer, { session }: TestClient) =>
  fetch(`${node.url}/api/v1/me`, { headers: { authorization: `Bearer ${session.accessToken}` } });

async function expectRefusal(answer: Response): Promise<void> {
  expect(answer.status).toBe(429);
  const seconds = Number(answer.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
  const { error } = (await answer.json()) as { error: { code: string; details: { retryAfterMs: number } } };
  expect(error.code).toBe('rate_limited');
  expect(Math.ceil(error.details.retryAfterMs / 1000)).toBe(seconds);
}

describe('over two nodes', () => {
  test('a person who spent the limit on one node has spent it on the other, and others have not', async () => {
    const [amina, baraka] = people as [TestClient, TestClient];
    await hold({ requestsPerUser: 40 });
    let passed = 0;
    for (let turn = 0; turn < 60; turn++) {
      const answer = await me(north, amina);
      if (answer.status === 429) await expectRefusal(answer);
      else passed += 1;
    }
    expect(passed).toBe(40);
    // The south learns of it with the first share that it tells.
    const answers: Response[] = [];
    for (let turn = 0; turn < 10; turn++) answers.push(await me(south, amina));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(5);
    await expectRefusal(answers.at(-1) as Response);
    expect((await me(north, baraka)).status).toBe(200);
    expect((await me(south, baraka)).status).toBe(200);
  });

  test('guesses from one address count together to the last one', async () => {
    const guess = (node: TestServer) =>
      fetch(`${node.url}/api/v1/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: 'nobody_there', password: 'wrong password' }),
      });
    // Six people signed up from here already.
    await hold({ guessesPerAddress: 10 });
    const statuses: number[] = [];
    for (let turn = 0; turn < 4; turn++) statuses.push((await guess(nodes()[turn % 2] as TestServer)).status);
    expect(statuses).toEqual([401, 401, 401, 401]);
    for (const node of nodes()) await expectRefusal(await guess(node));
  });

  test('requests on sockets count for the person, whichever node a device talks to', async () => {
    const neema = people[2] as TestClient;
    await hold({ framesPerUser: 60 });
    const first = await neema.socket(north.url);
    const say = (socket: typeof first) =>
      socket.request('presence_set', { status: 'online' }).then(
        () => 'ok',
        (error: Refused) => error,
      );
    const answers: (string | Refused)[] = [];
    for (let turn = 0; turn < 70; turn++) answers.push(await say(first));
    expect(answers.filter(answer => answer === 'ok')).toHaveLength(60);
    expect(answers.at(-1)).toMatchObject({
      code: 'rate_limited',
      details: { retryAfterMs: expect.any(Number) },
    });
    const second = await neema.socket(south.url);
    const there: (string | Refused)[] = [];
    for (let turn = 0; turn < 10; turn++) there.push(await say(second));
    expect(there.at(-1)).toMatchObject({ code: 'rate_limited' });
    await Promise.all([first.close(), second.close()]);
  });
});

describe('on one node', () => {
  test('a person holds so many sockets, and the same device may always come again', async () => {
    const zuri = people[3] as TestClient;
    await hold({ socketsPerUser: 2 });
    const [second, third] = await Promise.all([zuri.another(), zuri.another()]);
    const sockets = [await zuri.socket(), await second.socket()];
    const refused = await connect(north.url);
    const hello = refused.request('hello', { token: third.session.accessToken });
    await expect(hello).rejects.toMatchObject({ code: 'rate_limited', details: expect.anything() });
    expect(await refused.closed).toBe(1013);
    sockets.push(await second.socket());
    expect(await sockets[1]?.closed).toBe(1000);
    for (const socket of sockets) socket.cut();
  });

  test('an address holds so many sockets without hello, and more again when these have gone', async () => {
    await hold({ pendingPerAddress: 3 });
    const waiting = await Promise.all([connect(north.url), connect(north.url), connect(north.url)]);
    await expect(connect(north.url)).rejects.toThrow('429');
    for (const socket of waiting) await socket.close();
    await expect.poll(() => connect(north.url).then(socket => socket.close())).toBeUndefined();
  });
});

test('a file of limits that makes no sense is told, and the limits stay', async () => {
  const [juma] = people.slice(4) as [TestClient];
  await hold({ requestsPerUser: 5 });
  await change('{"requestsPerUsr": 7}', /there is no limit \\"requestsPerUsr\\"/);
  await change('{"scale": "fast"}', /scale must be a number/);
  await change('{', /The limits stay as they were/);
  for (let turn = 0; turn < 5; turn++) expect((await me(north, juma)).status).toBe(200);
  await expectRefusal(await me(north, juma));
  await hold({ scale: 0 });
  for (let turn = 0; turn < 10; turn++) expect((await me(north, juma)).status).toBe(200);
});
