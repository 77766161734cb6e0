// A preview on its way from a page into the message, with the real messages and their database.
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChatId, DeviceId, MessageId, UserId } from '../../common/ids.ts';
import type { EventFrame } from '../../common/wire/frames.ts';
import { testDatabase } from '../../test/harness/mongo.ts';
import { createMembership } from '../chats/membership.ts';
import { createProjection } from '../chats/projection.ts';
import { createChatStore } from '../chats/store.ts';
import { systemClock } from '../context.ts';
import { createLocalBus } from '../infra/bus.ts';
import { ensureIndexes } from '../infra/indexes.ts';
import { createMetrics } from '../infra/metrics.ts';
import { connectMongo, type Mongo } from '../infra/mongo.ts';
import { createVault } from '../infra/vault.ts';
import { createMessageService, type MessageService } from '../messages/service.ts';
import { createMessageStore } from '../messages/store.ts';
import { createPreviewService, type PreviewService } from './service.ts';

const chatId = 'chat' as ChatId;
const amina = { userId: 'amina' as UserId, deviceId: 'laptop' as DeviceId };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const events: { frame: EventFrame; except: DeviceId | undefined }[] = [];
let mongo: Mongo;
let messages: MessageService;
let previews: PreviewService;
let link: string;
/** Runs before the page answers. */
let meanwhile: () => Promise<unknown> = () => Promise.resolve();

const pages = createServer((_request, response) => {
  meanwhile().then(() =>
    response.setHeader('content-type', 'text/html').end('<title>Ukurasa wa siri</title>'),
  );
});

beforeAll(async () => {
  await new Promise<void>(done => pages.listen(0, '127.0.0.1', done));
  link = `http://example.test:${(pages.address() as AddressInfo).port}/`;
  const database = await testDatabase();
  mongo = await connectMongo(database.uri);
  await ensureIndexes(mongo.db);
  const bus = createLocalBus();
  bus.onDelivery(({ frame, except }) => events.push({ frame: JSON.parse(frame), except }));
  const store = createChatStore(mongo.client, mongo.db);
  const now = new Date();
  const chat = {
    _id: chatId,
    kind: 'group' as const,
    createdAt: now,
    activityAt: now,
    version: 1,
    lastSeq: 0,
    rev: 0,
  };
  await store.insert(chat, new Map([[amina.userId, 'owner']]));
  messages = createMessageService({
    store: createMessageStore(mongo.db),
    membership: createMembership({ store, apart: async () => new Set(), bus, clock: systemClock }),
    projection: createProjection({ store, log }),
    vault: createVault(mongo.db, [{ id: 'test', key: randomBytes(32) }]),
    bus,
    clock: systemClock,
    metrics: createMetrics(),
    people: { idsByUsernames: () => Promise.resolve(new Map()) },
    firstAdvances: () => Promise.resolve([]),
    files: {
      attach: () => Promise.resolve(),
      release: () => Promise.resolve(),
      shown: () => Promise.resolve(new Map()),
    },
    unpin: () => Promise.resolve(),
    onCommitted: (_type, message) => previews.take(message),
  });
  const reach = {
    protocol: 'http:' as const,
    ports: null,
    allows: (address: string) => address === '127.0.0.1',
    resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
  };
  previews = createPreviewService({ messages, reach, log });
  return () => database.drop();
});
afterAll(async () => {
  await previews.drain();
  await messages.drain();
  await mongo.close();
  await new Promise(done => pages.close(done));
});

const send = async (text: string) =>
  (await messages.send(amina, { chatId, clientId: randomUUID(), text })).message;
const stored = async (id: MessageId) => (await messages.byIds([id])).get(id);

test('[PREV1] it comes as a change of the message to all devices, sealed at rest, and goes with the text', async () => {
  const sent = await send(`Soma ${link}`);
  expect(sent.preview).toBeUndefined();
  await previews.idle();
  const preview = { url: link, title: 'Ukurasa wa siri' };
  expect(await stored(sent.id)).toMatchObject({ text: sent.text, rev: sent.rev + 1, preview });
  const told = events.filter(({ frame }) => frame.type === 'message_updated');
  expect(told).toMatchObject([{ frame: { data: { message: { id: sent.id, preview } } } }]);
  expect(told[0]?.except).toBeUndefined();
  const raw = await mongo.db.collection('messages').find({}, { raw: true }).toArray();
  for (const doc of raw) expect((doc as unknown as Buffer).includes('siri')).toBe(false);

  const edited = await messages.edit(amina, { chatId, messageId: sent.id, text: 'Bila kiungo' });
  expect(edited.message.preview).toBeUndefined();
});

test('a text that changed while its page was fetched keeps no preview of the old one', async () => {
  let sent = await send('Bila kiungo bado');
  meanwhile = () => messages.edit(amina, { chatId, messageId: sent.id, text: 'Yamebadilika' });
  sent = (await messages.edit(amina, { chatId, messageId: sent.id, text: `Soma ${link}` })).message;
  await previews.idle();
  expect(await stored(sent.id)).toMatchObject({ text: 'Yamebadilika' });
  expect((await stored(sent.id))?.preview).toBeUndefined();
});
