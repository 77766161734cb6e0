// Group commit: what arrives while one bulk is in flight is the next bulk; numbers come from optimistic slots.
import { AppError } from '../../common/errors.ts';
import type { ChatId, MessageId, UserId } from '../../common/ids.ts';
import type { OwnRun, Summary } from '../chats/projection.ts';
import type { Clock } from '../context.ts';
import { Bounded } from '../infra/bounded.ts';
import { databaseAnswers, within } from '../infra/deadline.ts';
import type { Metrics } from '../infra/metrics.ts';
import type { Sealed } from '../infra/vault.ts';
import type { MessageDoc, MessageStore, Tail } from './store.ts';

/** A message before it has its number. */
export interface Draft {
  chatId: ChatId;
  senderId: UserId;
  clientId: string;
  /** Chosen and sealed on arrival, so that this work overlaps with the bulk in flight. */
  id: MessageId;
  body: Sealed;
  replyTo?: MessageId | undefined;
}

/** What a change does to the message it finds: new fields, or null for "nothing to change"; throws AppError to refuse. */
export type Mutation = (doc: MessageDoc) => { set: Partial<MessageDoc>; unset?: (keyof MessageDoc)[] } | null;

/** The outcome of one write: `fresh` is false where it had been done before, so that nobody is told twice. */
export interface Committed {
  doc: MessageDoc;
  fresh: boolean;
}

interface Waiting {
  chatId: ChatId;
  bytes: number;
  since: number;
  resolve(committed: Committed): void;
  reject(error: unknown): void;
}
type SendEntry = Waiting & { draft: Draft };
type ChangeEntry = Waiting & { messageId: MessageId; mutate: Mutation };
type Entry = SendEntry | ChangeEntry;

interface Parts {
  store: MessageStore;
  /** Takes over what the chat list shows; called before anything is acknowledged. */
  project(summaries: readonly Summary[], runs: readonly OwnRun[]): void;
  clock: Clock;
  metrics: Metrics;
}

const bulkCount = 512;
const bulkBytes = 4 * 1024 * 1024;
const queueLimit = 20_000;
const cachedTails = 100_000;

export class Commit {
  readonly #parts: Parts;
  readonly #tails = new Bounded<ChatId, Tail>(cachedTails);
  /** Sends of failed bulks: they may be in without anybody having been told. */
  readonly #doubtful = new Bounded<string, true>(queueLimit);
  #queue: Entry[] = [];
  #running: Promise<void> | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Resolves when the message is durable. The same clientId of the same sender gives the message that is there. */
  send(draft: Draft): Promise<Committed> {
    return this.#enqueue<SendEntry>({ chatId: draft.chatId, bytes: draft.body.b.length() + 512, draft });
  }

  /** Resolves when the change is durable. Errors: `not_found`, and what the mutation throws. */
  change(chatId: ChatId, messageId: MessageId, mutate: Mutation): Promise<Committed> {
    return this.#enqueue<ChangeEntry>({ chatId, bytes: 1024, messageId, mutate });
  }

  /** Resolves when everything that waits now is settled. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  #enqueue<E extends Entry>(entry: Omit<E, 'resolve' | 'reject' | 'since'>): Promise<Committed> {
    if (this.#queue.length >= queueLimit) {
      return Promise.reject(
        new AppError('unavailable', 'The server is very busy; the message will be tried again'),
      );
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ ...entry, since: performance.now(), resolve, reject } as unknown as Entry);
      this.#running ??= this.#run();
    });
  }

  async #run(): Promise<void> {
    // One turn of the loop first: what arrives in the same read of all sockets goes into the same bulk.
    await new Promise(resolve => setImmediate(resolve));
    while (this.#queue.length > 0) {
      const bulk = this.#take();
      this.#parts.metrics.bulkSize.observe(bulk.length);
      await this.#commit(bulk);
      this.#parts.metrics.queueDepth.set(this.#queue.length);
    }
    this.#running = null;
  }

  #take(): Entry[] {
    let bytes = 0;
    const end = this.#queue.findIndex((entry, index) => {
      bytes += entry.bytes;
      return index >= bulkCount || (index > 0 && bytes > bulkBytes);
    });
    const bulk = end === -1 ? this.#queue : this.#queue.slice(0, end);
    this.#queue = end === -1 ? [] : this.#queue.slice(end);
    return bulk;
  }

  async #commit(bulk: readonly Entry[]): Promise<void> {
    try {
      const done = await within(databaseAnswers, this.#write(bulk));
      for (const [entry, committed] of done) {
        entry.resolve(committed);
        this.#parts.metrics.commitSeconds.observe((performance.now() - entry.since) / 1000);
      }
    } catch (error) {
      // How much of it was written is not known: the numbers are read anew, and clients send again with the same clientId.
      for (const entry of bulk) {
        this.#tails.delete(entry.chatId);
        if ('draft' in entry) this.#doubtful.set(sendKey(entry.draft), true);
        entry.reject(error);
      }
    }
  }

  async #write(bulk: readonly Entry[]): Promise<Settled[]> {
    await this.#loadTails(bulk);
    const sent = await this.#insert(bulk.filter((entry): entry is SendEntry => 'draft' in entry));
    const changed = await this.#change(bulk.filter((entry): entry is ChangeEntry => 'mutate' in entry));
    const done = [...sent, ...changed];
    this.#parts.project(summariesOf(done), runsOf(sent));
    return done;
  }

  async #loadTails(bulk: readonly Entry[]): Promise<void> {
    const missing = new Set(
      bulk.map(entry => entry.chatId).filter(chatId => this.#tails.get(chatId) === undefined),
    );
    await Promise.all([...missing].map(chatId => this.#reloadTail(chatId)));
  }

  async #reloadTail(chatId: ChatId): Promise<void> {
    this.#tails.set(chatId, await this.#parts.store.tail(chatId));
  }

  /** Takes the next slots for all drafts; after a conflict goes on with what was not written. */
  async #insert(entries: SendEntry[]): Promise<Settled[]> {
    const settled: Settled[] = [];
    let rest = entries;
    while (rest.length > 0) {
      const { docs, first, twins } = this.#number(rest);
      const conflict = await this.#parts.store.insert(docs);
      const done = conflict?.done ?? docs.length;
      for (let index = 0; index < done; index++) {
        settled.push([first[index] as SendEntry, { doc: docs[index] as MessageDoc, fresh: true }]);
      }
      this.#keepTails(docs, done);
      if (conflict === null) {
        // The same clientId twice in one bulk: all but the first find the message there.
        rest = twins;
        if (twins.length > 0) settled.push(...(await this.#existing(twins)));
        return settled;
      }
      const hit = first[conflict.done] as SendEntry;
      rest = [...first.slice(conflict.done), ...twins];
      if (conflict.over === 'slot') await this.#reloadTail(hit.chatId);
      else {
        settled.push(...(await this.#existing([hit])));
        rest = rest.slice(1);
      }
    }
    return settled;
  }

  /** Numbers drafts from copies of the tails; doubled clientIds are set apart. */
  #number(entries: readonly SendEntry[]) {
    const { clock } = this.#parts;
    const tails = new Map<ChatId, Tail>();
    const seen = new Set<string>();
    const docs: MessageDoc[] = [];
    const first: SendEntry[] = [];
    const twins: SendEntry[] = [];
    for (const entry of entries) {
      const { draft } = entry;
      const twin = sendKey(draft);
      if (seen.has(twin)) {
        twins.push(entry);
        continue;
      }
      seen.add(twin);
      const tail = next(tails, draft.chatId, this.#tails.get(draft.chatId));
      tail.seq += 1;
      tail.rev += 1;
      docs.push(toDoc(draft, tail, clock.now()));
      first.push(entry);
    }
    return { docs, first, twins };
  }

  #keepTails(docs: readonly MessageDoc[], done: number): void {
    for (const { chatId, seq, rev } of docs.slice(0, done)) this.#tails.set(chatId, { seq, rev });
  }

  async #existing(entries: readonly SendEntry[]): Promise<Settled[]> {
    return Promise.all(
      entries.map(async (entry): Promise<Settled> => {
        const doc = await this.#parts.store.bySender(entry.draft.senderId, entry.draft.clientId);
        if (doc === null) throw new AppError('internal', 'A message is there and is not found');
        const key = sendKey(entry.draft);
        const fresh = this.#doubtful.get(key) === true;
        this.#doubtful.delete(key);
        return [entry, { doc, fresh }];
      }),
    );
  }

  /** Applies changes in order; after a conflict reads the messages and the numbers again. */
  async #change(entries: ChangeEntry[]): Promise<Settled[]> {
    const settled: Settled[] = [];
    let rest = entries;
    while (rest.length > 0) {
      const { planned, untouched } = await this.#plan(rest);
      settled.push(...untouched);
      if (planned.length === 0) return settled;
      const conflict = await this.#parts.store.change(
        planned.map(({ entry, from, update }) => ({ messageId: entry.messageId, from, update })),
      );
      const done = planned.slice(0, conflict?.done ?? planned.length);
      for (const { entry, doc } of done) {
        settled.push([entry, { doc, fresh: true }]);
        const tail = this.#tails.get(entry.chatId);
        if (tail !== undefined) this.#tails.set(entry.chatId, { seq: tail.seq, rev: doc.rev });
      }
      rest = planned.slice(done.length).map(({ entry }) => entry);
      const [hit] = rest;
      if (hit !== undefined) await this.#reloadTail(hit.chatId);
    }
    return settled;
  }

  async #plan(entries: readonly ChangeEntry[]) {
    const docs = await this.#parts.store.byIds([...new Set(entries.map(entry => entry.messageId))]);
    const current = new Map(docs.map(doc => [doc._id, doc]));
    const tails = new Map<ChatId, Tail>();
    const planned: { entry: ChangeEntry; doc: MessageDoc; from: number; update: object }[] = [];
    const untouched: Settled[] = [];
    for (const entry of entries) {
      const doc = current.get(entry.messageId);
      const mutated = attempt(entry, doc);
      if (mutated === undefined || doc === undefined) continue;
      if (mutated === null) {
        untouched.push([entry, { doc, fresh: false }]);
        continue;
      }
      const tail = next(tails, entry.chatId, this.#tails.get(entry.chatId));
      // No unique index sees a rev twice in one document: a tail behind the message's own rev is known to be old.
      tail.rev = Math.max(tail.rev, doc.rev) + 1;
      const { set, unset = [] } = mutated;
      const removed = Object.fromEntries(unset.map(name => [name, '']));
      const changed = { ...doc, ...set, rev: tail.rev, revs: [...doc.revs, tail.rev] };
      for (const name of unset) delete changed[name];
      current.set(doc._id, changed);
      const update = {
        $set: { ...set, rev: tail.rev },
        $push: { revs: tail.rev },
        ...(unset.length > 0 ? { $unset: removed } : {}),
      };
      planned.push({ entry, doc: changed, from: doc.rev, update });
    }
    return { planned, untouched };
  }
}

type Settled = [Entry, Committed];

const sendKey = ({ senderId, clientId }: Draft) => `${senderId} ${clientId}`;

/** Runs a mutation; a refusal settles its entry alone and gives undefined. */
function attempt(entry: ChangeEntry, doc: MessageDoc | undefined) {
  try {
    if (doc === undefined || doc.chatId !== entry.chatId)
      throw new AppError('not_found', 'There is no such message');
    return entry.mutate(doc);
  } catch (error) {
    entry.reject(error);
    return undefined;
  }
}

function next(tails: Map<ChatId, Tail>, chatId: ChatId, held: Tail | undefined): Tail {
  const tail = tails.get(chatId) ?? { seq: held?.seq ?? 0, rev: held?.rev ?? 0 };
  tails.set(chatId, tail);
  return tail;
}

function toDoc(draft: Draft, { seq, rev }: Tail, createdAt: Date): MessageDoc {
  const { id: _id, chatId, senderId, clientId, body, replyTo } = draft;
  const doc: MessageDoc = { _id, chatId, seq, rev, revs: [rev], senderId, clientId, body, createdAt };
  if (replyTo !== undefined) doc.replyTo = replyTo;
  return doc;
}

function summariesOf(settled: readonly Settled[]): Summary[] {
  const summaries = new Map<ChatId, Summary>();
  for (const [, { doc }] of settled) {
    const held = summaries.get(doc.chatId);
    const rev = Math.max(doc.rev, held?.rev ?? 0);
    const last =
      held?.last !== undefined && held.last.seq >= doc.seq
        ? held.last
        : { seq: doc.seq, id: doc._id, at: doc.createdAt };
    summaries.set(doc.chatId, { chatId: doc.chatId, rev, last });
  }
  return [...summaries.values()];
}

function runsOf(settled: readonly Settled[]): OwnRun[] {
  const runs: OwnRun[] = [];
  const open = new Map<string, OwnRun>();
  const fresh = settled.filter(([, committed]) => committed.fresh).map(([, { doc }]) => doc);
  for (const { chatId, senderId: userId, seq } of fresh) {
    const key = `${chatId} ${userId}`;
    const run = open.get(key);
    if (run?.to === seq - 1) {
      run.to = seq;
      continue;
    }
    const started = { chatId, userId, from: seq, to: seq };
    open.set(key, started);
    runs.push(started);
  }
  return runs;
}
