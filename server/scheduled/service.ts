// Messages that are sent later: by any node, once, whoever is online and whatever dies in between.
import { AppError, errorCodes } from '../../common/errors.ts';
import type { StoredFile } from '../../common/files/file.ts';
import type { ChatId, DeviceId, FileId, UserId } from '../../common/ids.ts';
import { limits } from '../../common/limits.ts';
import type { Message } from '../../common/messages/message.ts';
import type { Scheduled } from '../../common/messages/scheduled.ts';
import { encodeEvent } from '../../common/wire/codec.ts';
import type { RequestData } from '../../common/wire/frames.ts';
import type { Body, http } from '../../common/wire/http.ts';
import type { Caller, Clock, Disposer, Log } from '../context.ts';
import type { Bus } from '../infra/bus.ts';
import { open, seal, type Vault } from '../infra/vault.ts';
import type { ScheduledDoc, ScheduledStore } from './store.ts';

interface Parts {
  store: ScheduledStore;
  membership: { require(userId: UserId, chatId: ChatId): Promise<unknown> };
  messages: { send(caller: Caller, data: RequestData<'message_send'>): Promise<{ message: Message }> };
  files: {
    /** The files are there, this person may send them, and they stay until the schedule holds them. */
    attach(userId: UserId, ids: readonly FileId[]): Promise<void>;
    release(ids: readonly FileId[]): Promise<void>;
    shown(ids: readonly FileId[]): Promise<ReadonlyMap<FileId, StoredFile>>;
  };
  vault: Vault;
  bus: Bus;
  clock: Clock;
  log: Log;
  newId: () => string;
}

const sweepEvery = 1_000;
/** A claim that is older belongs to a node that died. Longer than any send takes. */
export const claimTime = 30_000;
const retryAfter = 5_000;
const atOnce = 100;
/** Clocks differ, and a request takes its time: so far back still means now. */
const past = 5_000;
const furthest = 366 * 24 * 3_600_000;

export type ScheduledService = ReturnType<typeof createScheduledService>;

export function createScheduledService(parts: Parts) {
  const { store, membership, messages, files, vault, bus, clock, log, newId } = parts;
  let sweeping: Promise<void> | null = null;
  let ended = false;

  const contextOf = (id: string) => `scheduled/${id}`;

  async function toScheduled(doc: ScheduledDoc): Promise<Scheduled> {
    const { _id: id, chatId, clientId, replyTo, failed } = doc;
    const text = open(await vault.keyFor(chatId), contextOf(id), doc.body);
    const shown: Scheduled = { id, chatId, clientId, text, sendAt: doc.sendAt.toISOString() };
    if (doc.fileIds !== undefined) {
      const found = await files.shown(doc.fileIds);
      shown.files = doc.fileIds.flatMap(id => found.get(id) ?? []);
    }
    if (replyTo !== undefined) shown.replyTo = replyTo;
    if (failed !== undefined) shown.failed = failed;
    return shown;
  }

  function changed(userId: UserId, except?: DeviceId): void {
    bus.publish([userId], encodeEvent('scheduled_changed', {}), { except });
  }

  function readTime(text: string): Date {
    const at = /^\d{4}-\d{2}-\d{2}T/.test(text) ? new Date(text) : new Date(Number.NaN);
    const now = clock.now().getTime();
    if (Number.isNaN(at.getTime())) throw new AppError('bad_request', 'The time to send at is not valid');
    if (at.getTime() < now - past) throw new AppError('bad_request', 'The time to send at has passed');
    if (at.getTime() > now + furthest) throw new AppError('bad_request', 'That is more than a year ahead');
    return at;
  }

  /** What has become of one that could not be changed. */
  async function refuse(userId: UserId, id: string): Promise<never> {
    if ((await store.one(userId, id)) === null) {
      throw new AppError('not_found', 'There is no such scheduled message');
    }
    throw new AppError('conflict', 'The message is being sent right now');
  }

  async function deliver({ _id: id, userId, ...doc }: ScheduledDoc): Promise<void> {
    const { text } = await toScheduled({ _id: id, userId, ...doc });
    const { chatId, clientId, replyTo, fileIds } = doc;
    // Nobody's device asked, so all of the sender's are told.
    const sender = { userId, deviceId: '' as DeviceId };
    try {
      await messages.send(sender, {
        chatId,
        clientId,
        text,
        ...(fileIds && { fileIds }),
        ...(replyTo && { replyTo }),
      });
      await store.done(id);
    } catch (error) {
      if (!(error instanceof AppError) || errorCodes[error.code].retryable) throw error;
      await store.fail(id, error.code);
    }
    changed(userId);
  }

  async function take(found: ScheduledDoc): Promise<void> {
    if (found.dueAt === undefined) return;
    const now = clock.now().getTime();
    const claimed = await store.claim(found._id, found.dueAt, new Date(now + claimTime));
    if (claimed === null) return;
    try {
      await deliver(claimed);
    } catch (error) {
      log.warn({ err: error, scheduled: found._id }, 'A scheduled message could not be sent yet');
      await store.later(found._id, new Date(now + retryAfter));
    }
  }

  async function sweep(): Promise<void> {
    for (;;) {
      const due = await store.due(clock.now(), atOnce);
      await Promise.all(due.map(take));
      if (due.length < atOnce) return;
    }
  }

  function run(): Promise<void> {
    if (ended) return Promise.resolve();
    sweeping ??= sweep()
      .catch(error => log.warn({ err: error }, 'Scheduled messages could not be looked for'))
      .finally(() => {
        sweeping = null;
      });
    return sweeping;
  }

  return {
    /** [SCHED1] The same clientId gives the one that is there. Errors: `forbidden`, `bad_request`, `conflict` at the limit. */
    async add({ userId, deviceId }: Caller, body: Body<typeof http.schedule>): Promise<Scheduled> {
      const { chatId, clientId, text, replyTo, fileIds = [] } = body;
      await membership.require(userId, chatId);
      if (text.trim() === '' && fileIds.length === 0)
        throw new AppError('bad_request', 'The message is empty');
      const sendAt = readTime(body.sendAt);
      if ((await store.countOf(userId)) >= limits.scheduledPerUser) {
        throw new AppError('conflict', `No more than ${limits.scheduledPerUser} messages can wait`);
      }
      await files.attach(userId, fileIds);
      const id = newId();
      const sealed = seal(await vault.keyFor(chatId), contextOf(id), text);
      const doc: ScheduledDoc = { _id: id, userId, chatId, clientId, body: sealed, sendAt, dueAt: sendAt };
      if (replyTo !== undefined) doc.replyTo = replyTo;
      if (fileIds.length > 0) doc.fileIds = fileIds;
      const kept = await store.insert(doc);
      if (kept._id === id) changed(userId, deviceId);
      return toScheduled(kept);
    },

    async list({ userId }: Caller): Promise<Scheduled[]> {
      return Promise.all((await store.ofUser(userId)).map(toScheduled));
    },

    /** A new time lets one that failed try again. Errors: `not_found`, `conflict` while it is being sent. */
    async update(
      { userId, deviceId }: Caller,
      id: string,
      { text, sendAt }: Body<typeof http.reschedule>,
    ): Promise<Scheduled> {
      const held = await store.one(userId, id);
      if (held === null) return refuse(userId, id);
      if (text === undefined && sendAt === undefined) return toScheduled(held);
      if (text?.trim() === '' && held.fileIds === undefined)
        throw new AppError('bad_request', 'The message is empty');
      const set: Parameters<typeof store.update>[3] = {};
      if (text !== undefined) set.body = seal(await vault.keyFor(held.chatId), contextOf(id), text);
      if (sendAt !== undefined) {
        const at = readTime(sendAt);
        set.sendAt = at;
        set.dueAt = at;
      }
      const doc = await store.update(userId, id, clock.now(), set);
      if (doc === null) return refuse(userId, id);
      changed(userId, deviceId);
      return toScheduled(doc);
    },

    /** Errors: `not_found`, `conflict` while it is being sent. */
    async remove({ userId, deviceId }: Caller, id: string): Promise<void> {
      const held = await store.one(userId, id);
      if (!(await store.remove(userId, id, clock.now()))) return refuse(userId, id);
      await files.release(held?.fileIds ?? []);
      changed(userId, deviceId);
    },

    /** [SCHED2] Sends what is due, as far as no other node has taken it. */
    sweep: run,

    start(): Disposer {
      const timer = setInterval(() => void run(), sweepEvery);
      return () => clearInterval(timer);
    },

    /** Takes up nothing more; resolves when nothing is being sent. */
    async drain(): Promise<void> {
      ended = true;
      await sweeping;
    },
  };
}
