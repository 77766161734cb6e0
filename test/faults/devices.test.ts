// [SEQ2] The app's own parts, without a screen, on three devices against a real server: whatever is sent, edited, deleted,
// reacted to and read, cut, killed and started again, in the end all hold what the server holds, and nothing twice.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Chat } from '../../common/chats/chat.ts';
import { AppError } from '../../common/errors.ts';
import type { ChatId } from '../../common/ids.ts';
import type { Message } from '../../common/messages/message.ts';
import type { Outgoing } from '../../common/messages/outgoing.ts';
import type { RequestData, RequestType } from '../../common/wire/frames.ts';
import type { Boxes } from '../../desktop/renderer/cache/boxes.ts';
import type { Table } from '../../desktop/renderer/cache/database.ts';
import { createHistory } from '../../desktop/renderer/messages/history.ts';
import { createJournal } from '../../desktop/renderer/messages/journal.ts';
import { createOutbox } from '../../desktop/renderer/messages/outbox.ts';
import { createReceipts } from '../../desktop/renderer/messages/receipts.ts';
import { createReplica } from '../../desktop/renderer/replica/live.ts';
import { createProjection } from '../../desktop/renderer/replica/projection.ts';
import { createSync } from '../../desktop/renderer/replica/sync.ts';
import { shownMessages } from '../../desktop/renderer/replica/threads.ts';
import { createApi } from '../../desktop/renderer/transport/api.ts';
import { createConnection } from '../../desktop/renderer/transport/connection.ts';
import { pageTimers as timers } from '../../desktop/renderer/transport/timers.ts';
import { newPerson, type TestClient } from '../harness/client.ts';
import { testDatabase } from '../harness/mongo.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let drop: () => Promise<void>;
let asha: TestClient;
let ashaToo: TestClient;
let juma: TestClient;

beforeAll(async () => {
  const database = await testDatabase();
  drop = database.drop;
  server = await startServer({ env: { MONGODB_URI: database.uri, RATE_LIMIT_SCALE: '0' } });
  [asha, juma] = (await Promise.all([1, 2].map(() => newPerson(server.url)))) as [TestClient, TestClient];
  ashaToo = await asha.another();
});
afterAll(async () => {
  await server?.stop();
  await drop?.();
});

const defects: unknown[] = [];
const onDefect = (error: unknown) => void defects.push(error);

/** What outlives an app's process. */
class Disk {
  readonly boxes = new Map<string, unknown>();
  readonly rows = new Map<string, Outgoing>();
  readonly page = new Map<string, string>();

  openBoxes = (): Boxes => ({
    all: async () => [...this.boxes].map(([key, value]) => [key, structuredClone(value)] as const),
    write: async (puts, deletes) => {
      for (const [key, value] of puts) this.boxes.set(key, structuredClone(value));
      for (const key of deletes) this.boxes.delete(key);
    },
    close: () => undefined,
  });
  openTable = (): Table<Outgoing> => ({
    all: async () => [...this.rows.values()],
    put: async entry => void this.rows.set(entry.clientId, entry),
    delete: async key => void this.rows.delete(key),
  });
  storage = {
    getItem: (key: string) => this.page.get(key) ?? null,
    setItem: (key: string, value: string) => void this.page.set(key, value),
    removeItem: (key: string) => void this.page.delete(key),
  };
}

/** One life of the app: put together as an account is. */
function launch(client: TestClient, disk: Disk) {
  const { user, accessToken } = client.session;
  const { replica, dispatch, listen } = createReplica(user);
  const token = async () => accessToken;
  const api = createApi(server.url, fetch, token);
  const sync = createSync({
    replica,
    dispatch(input) {
      dispatch(input);
      if (input.type === 'snapshot') receipts.listed(input.chats);
    },
    api,
    timers,
  });
  const history = createHistory({ replica, dispatch, api });
  const connection = createConnection({
    url: `${server.url.replace(/^http/, 'ws')}/api/v1/socket`,
    timers,
    random: Math.random,
    token,
    probe: line => line.request('presence_set', { status: 'online' }),
    urgent: () => false,
    onState: ({ name }) => {
      if (name === 'ready') return;
      for (const part of [sync, outbox, receipts]) part.disconnected();
    },
    onReady: () => {
      for (const part of [sync, outbox, receipts]) part.connected();
    },
    onEvent: event => dispatch({ type: 'event', event, now: 0 }),
    onDefect,
  });
  const outbox = createOutbox({
    table: Promise.resolve(disk.openTable()),
    journal: createJournal(disk.storage, 'sent', onDefect),
    request: data => connection.request('message_send', data),
    schedule: api.schedule,
    onAcknowledged: message => dispatch({ type: 'acknowledged', message }),
    onDefect,
    newId: randomUUID,
    now: Date.now,
    timers,
    random: Math.random,
  });
  const receipts = createReceipts({
    replica,
    dispatch,
    request: (type, data) => connection.request(type, data),
    timers,
    onDefect,
  });
  const boxes = Promise.resolve(disk.openBoxes());
  const projection = createProjection({ boxes, replica, dispatch, timers, onDefect });
  const deaf = listen(messages => {
    for (const { senderId, clientId } of messages) if (senderId === user.id) outbox.seen(clientId);
  });
  return {
    replica,
    dispatch,
    history,
    outbox,
    receipts,
    projection,
    connection,
    start: async () => {
      await projection.restore();
      connection.start();
    },
    /** As a process that is killed: what is not on the disk is lost. */
    kill() {
      deaf();
      connection.stop();
      for (const part of [sync, outbox, receipts]) part.dispose();
      void projection.close();
    },
  };
}

class Device {
  readonly client: TestClient;
  readonly chatId: ChatId;
  readonly sent: string[] = [];
  readonly #disk = new Disk();
  app: ReturnType<typeof launch>;

  constructor(client: TestClient, chatId: ChatId) {
    this.client = client;
    this.chatId = chatId;
    this.app = launch(client, this.#disk);
  }

  get chat(): Chat | undefined {
    return this.app.replica.getState().chats[this.chatId];
  }
  get messages(): readonly Message[] {
    const thread = this.app.replica.getState().threads[this.chatId];
    return thread ? shownMessages(thread) : [];
  }

  /** How far somebody has read here. */
  get seen(): number {
    return this.chat?.members.find(({ userId }) => userId === this.client.id)?.read ?? 0;
  }

  send(text: string, replyTo: Message | undefined): void {
    const { store } = this.app.outbox;
    const before = new Set(store.getState().entries.map(({ clientId }) => clientId));
    this.app.outbox.send(this.chatId, text, { replyTo: replyTo?.id });
    const fresh = store.getState().entries.filter(({ clientId }) => !before.has(clientId));
    this.sent.push(...fresh.map(({ clientId }) => clientId));
  }

  async ask<T extends RequestType>(type: T, data: RequestData<T>): Promise<void> {
    try {
      const reply = (await this.app.connection.request(type, data)) as { message?: Message };
      if (reply.message) this.app.dispatch({ type: 'acknowledged', message: reply.message });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }

  async restart(): Promise<void> {
    this.app.kill();
    this.app = launch(this.client, this.#disk);
    await this.app.start();
  }

  /** Connected, everything sent, and all of the history here. */
  async settle(rev: number): Promise<void> {
    this.app.connection.start();
    this.app.connection.wake();
    const standing = () => ({
      state: this.app.connection.state().name,
      unsent: this.app.outbox.store.getState().entries.length,
      behind: this.app.replica.getState().behind,
      rev: this.chat?.rev,
    });
    await expect
      .poll(standing, { timeout: 60_000, interval: 20 })
      .toEqual({ state: 'ready', unsent: 0, behind: {}, rev });
    this.app.history.open(this.chatId);
    const from = () => this.app.replica.getState().threads[this.chatId]?.from ?? null;
    await expect.poll(from, { timeout: 20_000, interval: 20 }).not.toBeNull();
    while (from() !== 1) {
      const before = from();
      this.app.history.older(this.chatId);
      await expect.poll(from, { timeout: 20_000, interval: 20 }).not.toBe(before);
    }
  }
}

const kinds = fc.constantFrom(
  ...(['send', 'send', 'send', 'reply', 'edit', 'edit', 'delete', 'react', 'react', 'read', 'open'] as const),
  ...(['cut', 'cut', 'connect', 'restart', 'restart', 'flush', 'wait', 'kill'] as const),
);
const step = fc.record({ kind: kinds, device: fc.nat(2), target: fc.nat(30) });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function perform({ kind, device, target }: Step, devices: readonly Device[], texts: () => string) {
  const one = devices[device] as Device;
  const { chatId } = one;
  const message = one.messages[target % Math.max(1, one.messages.length)];
  switch (kind) {
    case 'send':
      return one.send(texts(), undefined);
    case 'reply':
      return one.send(texts(), message);
    case 'cut':
      return one.app.connection.stop();
    case 'connect':
      return one.app.connection.start();
    case 'restart':
      return one.restart();
    case 'flush':
      return one.app.projection.flush();
    case 'open':
      return one.app.history.open(chatId);
    case 'wait':
      return new Promise<void>(resolve => setTimeout(resolve, target * 5));
    case 'read':
      return one.app.receipts.read(chatId, one.chat?.lastSeq ?? 0);
    case 'kill':
      await server.kill('SIGKILL');
      return server.restart();
  }
  if (message === undefined) return;
  const messageId = message.id;
  if (kind === 'edit') return one.ask('message_edit', { chatId, messageId, text: texts() });
  if (kind === 'delete') return one.ask('message_delete', { chatId, messageId });
  return one.ask('reaction_set', { chatId, messageId, emoji: ['👍', '🎉', null][target % 3] ?? null });
}

/** Without what is computed anew from other messages each time. */
const bare = ({ quote: _, ...message }: Message) => message;

test('three apps end with what the server holds, and nothing that was written is lost or doubled', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(step, fc.boolean()), { minLength: 15, maxLength: 40 }), async plan => {
      const body = { kind: 'group', title: 'Three apps', memberIds: [juma.id] };
      const { chat } = (await asha.rest<{ chat: Chat }>('POST', '/chats', body)).body;
      const devices = [asha, ashaToo, juma].map(client => new Device(client, chat.id));
      for (const one of devices) await one.app.start();
      let count = 0;
      const texts = () => `text ${++count}`;
      let running: unknown[] = [];
      let kills = 0;
      for (const [move, wait] of plan) {
        // A start of the server takes its time: one in each run is enough.
        if (move.kind === 'kill' && ++kills > 1) continue;
        running.push(perform(move, devices, texts));
        if (!wait && move.kind !== 'kill') continue;
        await Promise.all(running);
        running = [];
      }
      await Promise.all(running);
      for (const one of devices) one.app.connection.start();
      const unsent = () => devices.map(one => one.app.outbox.store.getState().entries.length);
      await expect.poll(unsent, { timeout: 60_000, interval: 20 }).toEqual([0, 0, 0]);
      const truth = async () => (await asha.rest<{ chat: Chat }>('GET', `/chats/${chat.id}`)).body.chat;
      const { rev } = await truth();
      await Promise.all(devices.map(one => one.settle(rev)));
      const held = await asha.messages(chat.id, '?limit=200');
      expect(held.map(({ seq }) => seq)).toEqual(held.map((_, index) => index + 1));
      const arrived = held.filter(({ system }) => !system).map(({ clientId }) => clientId);
      expect([...arrived].sort()).toEqual(devices.flatMap(one => one.sent).sort());
      for (const one of devices) expect(one.messages.map(bare)).toEqual(held.map(bare));
      // What one has seen here, the server knows of.
      const short = async () => {
        const { members } = await truth();
        const known = new Map(members.map(member => [member.userId, member.read]));
        return devices.map(({ seen, client }) => Math.max(0, seen - (known.get(client.id) ?? 0)));
      };
      await expect.poll(short, { timeout: 20_000, interval: 50 }).toEqual([0, 0, 0]);
      for (const one of devices) one.app.kill();
      expect(defects).toEqual([]);
    }),
    { numRuns: 5 },
  );
}, 300_000);
