// Receipts as watermarks: advances of one tick are merged into one write and one event per chat and person.

import type { ChatId, DeviceId, UserId } from '../../common/ids.ts';
import { advance, type Watermarks } from '../../common/messages/delivery.ts';
import { encodeEvent } from '../../common/wire/codec.ts';
import type { Caller, Clock } from '../context.ts';
import type { Bus } from '../infra/bus.ts';
import type { Membership } from './membership.ts';
import type { Projection } from './projection.ts';
import { type ChatStore, memberId } from './store.ts';

interface Parts {
  store: ChatStore;
  membership: Membership;
  projection: Projection;
  /** The seq of a chat's last message, from the messages themselves. */
  lastSeq(chatId: ChatId): Promise<number>;
  /** How many own messages there are above a seq. */
  countOwnAbove(chatId: ChatId, userId: UserId, seq: number): Promise<number>;
  bus: Bus;
  clock: Clock;
}

interface Pending {
  chatId: ChatId;
  userId: UserId;
  deviceId: DeviceId;
  to: Watermarks;
  settle: { resolve(): void; reject(error: unknown): void }[];
}

export type Receipts = ReturnType<typeof createReceipts>;

const nothing: Watermarks = { delivered: 0, read: 0 };

export function createReceipts({ store, membership, projection, lastSeq, countOwnAbove, bus, clock }: Parts) {
  let pending = new Map<string, Pending>();
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    await new Promise(resolve => setImmediate(resolve));
    while (pending.size > 0) {
      const batch = [...pending.values()];
      pending = new Map();
      try {
        await projection.settled(() => flush(batch));
        for (const { settle } of batch) for (const { resolve } of settle) resolve();
      } catch (error) {
        for (const { settle } of batch) for (const { reject } of settle) reject(error);
      }
    }
    running = null;
  }

  async function flush(batch: readonly Pending[]): Promise<void> {
    const ids = batch.map(({ chatId, userId }) => memberId(chatId, userId));
    const [members, chats] = await Promise.all([
      store.membersByIds(ids),
      store.lastSeqs([...new Set(batch.map(({ chatId }) => chatId))]),
    ]);
    const held = new Map(members.map(member => [member._id, member]));
    const last = new Map(chats.map(chat => [chat._id, chat.lastSeq]));
    await catchUp(batch, last);
    const moved = batch.flatMap(item => {
      const member = held.get(memberId(item.chatId, item.userId));
      const lastSeq = last.get(item.chatId) ?? 0;
      if (member === undefined) return [];
      const to = { delivered: Math.min(item.to.delivered, lastSeq), read: Math.min(item.to.read, lastSeq) };
      const marks = advance(member, to);
      return marks === member
        ? []
        : [
            {
              ...item,
              _id: member._id,
              marks,
              own: member.own,
              lastSeq,
              before: { delivered: member.delivered, read: member.read },
            },
          ];
    });
    if (moved.length === 0) return;
    const at = clock.now();
    const rows = await Promise.all(moved.map(async row => ({ ...row, own: await ownLeft(row) })));
    await store.advance(rows, at);
    await Promise.all(moved.map(row => tell(row, at)));
  }

  /** Another node may have acknowledged messages that its projection has not written yet. */
  async function catchUp(batch: readonly Pending[], last: Map<ChatId, number>): Promise<void> {
    const ahead = batch.filter(({ chatId, to }) => to.delivered > (last.get(chatId) ?? 0));
    const chatIds = new Set(ahead.map(({ chatId }) => chatId));
    await Promise.all([...chatIds].map(async chatId => last.set(chatId, await lastSeq(chatId))));
  }

  async function ownLeft(row: {
    chatId: ChatId;
    userId: UserId;
    marks: Watermarks;
    own: number;
    lastSeq: number;
    before: Watermarks;
  }) {
    const { chatId, userId, marks, own, lastSeq, before } = row;
    if (marks.read === before.read || own === 0) return null;
    return marks.read >= lastSeq ? 0 : countOwnAbove(chatId, userId, marks.read);
  }

  async function tell(row: Pending & { marks: Watermarks }, at: Date): Promise<void> {
    const { chatId, userId, deviceId, marks } = row;
    const audience = await membership.audience(userId, chatId);
    const { delivered, read } = marks;
    const event = encodeEvent('receipt', { chatId, userId, delivered, read, at: at.toISOString() });
    bus.publish(audience, event, { except: deviceId });
  }

  return {
    /** Resolves when the watermarks are stored. Marks beyond the last message count as the last. Errors: `forbidden`. */
    async mark({ userId, deviceId }: Caller, chatId: ChatId, to: Partial<Watermarks>): Promise<void> {
      await membership.require(userId, chatId);
      const key = memberId(chatId, userId);
      const item = pending.get(key) ?? { chatId, userId, deviceId, to: nothing, settle: [] };
      pending.set(key, item);
      item.to = advance(item.to, to);
      const stored = new Promise<void>((resolve, reject) => item.settle.push({ resolve, reject }));
      running ??= run();
      await stored;
    },

    async drain(): Promise<void> {
      while (running !== null) await running;
    },
  };
}
