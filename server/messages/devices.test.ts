// [SEQ2] Three devices and everything that can happen in a group, in any order: in the end all hold what the server holds.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Chat } from '../../common/chats/chat.ts';
import type { MessageId } from '../../common/ids.ts';
import type { Message } from '../../common/messages/message.ts';
import type { RequestData, RequestType } from '../../common/wire/frames.ts';
import { newPerson, Refused, type TestClient, type TestSocket } from '../../test/harness/client.ts';
import { testDatabase } from '../../test/harness/mongo.ts';
import { startServer, type TestServer } from '../../test/harness/server.ts';

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
  await server.stop();
  await drop();
});

/** A client as the contract asks for it: rev = held + 1 is applied, anything else makes it catch up. */
class Device {
  readonly client: TestClient;
  readonly chatId: Chat['id'];
  readonly messages = new Map<MessageId, Message>();
  rev = 0;
  #socket: TestSocket | null = null;
  #taken = 0;

  constructor(client: TestClient, chatId: Chat['id']) {
    this.client = client;
    this.chatId = chatId;
  }

  async connect(): Promise<void> {
    if (this.#socket !== null) return;
    this.#socket = await this.client.socket();
    this.#taken = 0;
    await this.catchUp();
  }

  /** As an app that was killed and begins with what it had written down. */
  restart(): void {
    this.disconnect();
    const kept = JSON.stringify([...this.messages.values()]);
    this.messages.clear();
    for (const message of JSON.parse(kept) as Message[]) this.messages.set(message.id, message);
  }

  /** As a cut cable would: what was sent meanwhile is lost. */
  disconnect(): void {
    this.#socket?.cut();
    this.#socket = null;
  }

  async request<T extends RequestType>(type: T, data: RequestData<T>): Promise<void> {
    await this.connect();
    try {
      const reply = (await this.#socket?.request(type, data)) as { message?: Message } | undefined;
      if (reply?.message !== undefined) await this.#take(reply.message);
    } catch (error) {
      if (!(error instanceof Refused) || error.code === 'internal') throw error;
    }
  }

  async settle(): Promise<void> {
    const events = this.#socket?.events ?? [];
    while (this.#taken < events.length) {
      const { type, data } = events[this.#taken++] ?? {};
      if (type !== 'message_created' && type !== 'message_updated') continue;
      const { message } = data as { message: Message };
      if (message.chatId === this.chatId) await this.#take(message);
    }
  }

  async #take(message: Message): Promise<void> {
    if (message.rev <= this.rev) return;
    if (message.rev !== this.rev + 1) return this.catchUp();
    this.#hold(message);
  }

  #hold(message: Message): void {
    this.messages.set(message.id, message);
    this.rev = Math.max(this.rev, message.rev);
  }

  async catchUp(): Promise<void> {
    for (let more = true; more; ) {
      const { status, body } = await this.client.rest<{ messages: Message[]; rev: number; more: boolean }>(
        'GET',
        `/chats/${this.chatId}/changes?after=${this.rev}&limit=5`,
      );
      expect(status).toBe(200);
      for (const message of body.messages) this.#hold(message);
      more = body.more;
    }
  }
}

const kinds = fc.constantFrom(
  ...(['send', 'send', 'send', 'reply', 'edit', 'edit', 'delete', 'react', 'react'] as const),
  ...(['disconnect', 'connect', 'settle', 'add', 'remove', 'restart'] as const),
);
const step = fc.record({ kind: kinds, device: fc.nat(2), target: fc.nat(20) });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const emoji = ['👍', '❤️', '🎉'] as const;

/** Without what is computed anew from other messages each time. */
const bare = ({ quote: _, ...message }: Message) => message;

test('three devices end with what the server holds, whatever was sent, edited, deleted, reacted to, cut, added and removed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(step, fc.boolean()), { minLength: 5, maxLength: 30 }), async plan => {
      const body = { kind: 'group', title: 'Three devices', memberIds: [juma.id] };
      const { chat } = (await asha.rest<{ chat: Chat }>('POST', '/chats', body)).body;
      const chatId = chat.id;
      const devices = [asha, ashaToo, juma].map(client => new Device(client, chatId));
      for (const one of devices) await one.connect();
      let running: Promise<unknown>[] = [];
      for (const [move, wait] of plan) {
        running.push(perform(move, devices, chatId));
        if (!wait) continue;
        await Promise.all(running);
        running = [];
      }
      await Promise.all(running);
      // The third one may have been removed meanwhile, and seen only what was before.
      await asha.rest('POST', `/chats/${chatId}/members`, { userIds: [juma.id] });
      for (const one of devices) await one.connect();
      for (const one of devices) await one.settle();
      // The last word of everything that was under way.
      await devices[0]?.request('message_send', { chatId, clientId: randomUUID(), text: 'the end' });
      for (const one of devices) {
        await one.settle();
        await one.catchUp();
      }
      const held = await asha.messages(chatId, '?limit=200');
      const { body: shown } = await asha.rest<{ chat: Chat }>('GET', `/chats/${chatId}`);
      expect(held.map(({ seq }) => seq)).toEqual(held.map((_, index) => index + 1));
      for (const one of devices) {
        const mine = [...one.messages.values()].sort((a, b) => a.seq - b.seq);
        expect(mine.map(bare)).toEqual(held.map(bare));
        expect(one.rev).toBe(shown.chat.rev);
        one.disconnect();
      }
    }),
    { numRuns: 20 },
  );
}, 240_000);

async function perform(move: Step, devices: readonly Device[], chatId: Chat['id']): Promise<void> {
  if (move.kind === 'add') {
    await asha.rest('POST', `/chats/${chatId}/members`, { userIds: [juma.id] });
    return;
  }
  if (move.kind === 'remove') {
    await asha.rest('DELETE', `/chats/${chatId}/members/${juma.id}`);
    return;
  }
  const one = devices[move.device] as Device;
  if (move.kind === 'disconnect') return one.disconnect();
  if (move.kind === 'restart') return one.restart();
  if (move.kind === 'connect') return one.connect();
  if (move.kind === 'settle') return one.settle();
  const known = [...one.messages.values()];
  const messageId = known[move.target % known.length]?.id;
  const clientId = randomUUID();
  const text = `text ${move.target}`;
  if (move.kind === 'send') return one.request('message_send', { chatId, clientId, text });
  if (messageId === undefined) return;
  if (move.kind === 'reply') {
    return one.request('message_send', { chatId, clientId, text, replyTo: messageId });
  }
  if (move.kind === 'edit') return one.request('message_edit', { chatId, messageId, text });
  if (move.kind === 'delete') return one.request('message_delete', { chatId, messageId });
  return one.request('reaction_set', { chatId, messageId, emoji: emoji[move.target % 3] ?? null });
}
