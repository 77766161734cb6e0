// A reconnect storm on Baraza: many clients lose their sockets at one moment while others go on writing to them.
// Each comes back with hello, GET /chats and GET /changes, and must in the end hold every message of its chat.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, gently } from './client.ts';
import { Crowd } from './crowd.ts';
import type { Person } from './dialects.ts';

export interface StormSpec {
  /** Such as "127.0.0.1:5000". */
  readonly host: string;
  readonly people: readonly Person[];
  readonly writers: readonly Person[];
  /** Messages a second, over all writers together. */
  readonly rate: number;
  readonly secondsBefore: number;
  readonly secondsAfter: number;
}

export interface StormOutcome {
  /** Milliseconds from the cut until each was back and caught up, sorted. */
  readonly back: Float64Array;
  /** Attempts that failed and were made again. */
  readonly retries: number;
  readonly written: number;
  /** Messages that some client lacks in the end, over all clients. */
  readonly lost: number;
  /** Events that a client got twice over its sockets. */
  readonly doubled: number;
}

/** Runs one storm from beginning to end. */
export async function storm(spec: StormSpec): Promise<StormOutcome> {
  const { host, people, writers, rate, secondsBefore, secondsAfter } = spec;
  const crowd = new Crowd({ dialect: 'baraza', base: `ws://${host}`, people: writers });
  await crowd.open();
  const clients = people.map(person => new Client(host, person));
  await gently(clients, client => client.comeBack());
  for (const client of clients) client.retries = 0;

  const seconds = secondsBefore + secondsAfter;
  const writing = crowd.run({ rate, seconds, settleSeconds: 0, amongThemselves: false });
  await sleep(secondsBefore * 1000);
  const start = performance.now();
  for (const client of clients) client.cut();
  const returning = clients.map(async client => {
    await client.comeBack();
    return performance.now() - start;
  });
  const back = Float64Array.from(await Promise.all(returning)).sort();
  const { acked } = await writing;

  let lost = 0;
  let doubled = 0;
  await gently(clients, async client => {
    const lastSeq = await client.catchUp();
    for (let seq = 1; seq <= lastSeq; seq++) if (!client.seen.has(seq)) lost += 1;
    doubled += client.doubled;
  });
  const retries = clients.reduce((sum, client) => sum + client.retries, 0);
  for (const client of clients) client.cut();
  await crowd.close();
  return { back, retries, written: acked, lost, doubled };
}
