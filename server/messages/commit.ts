// Group commit: what arrives while one bulk is in flight is the next bulk.
import { AppError } from '../../common/errors.ts';
import type { ChatId, MessageId } from '../../common/ids.ts';
import type { OwnRun, Summary } from '../chats/projection.ts';
import type { Clock } from '../context.ts';
import { databaseAnswers, within } from '../infra/deadline.ts';
import type { Metrics } from '../infra/metrics.ts';
import {
  type ChangeEntry,
  type Committed,
  type Draft,
  type Entry,
  type Mutation,
  type Numbered,
  Numbering,
  type SendEntry,
  type Settled,
} from './numbering.ts';
import type { MessageStore } from './store.ts';

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

export class Commit {
  readonly #parts: Parts;
  readonly #numbering: Numbering;
  #queue: Entry[] = [];
  #running: Promise<void> | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#numbering = new Numbering(parts.store, parts.clock);
  }

  /** Resolves when the message is durable. The same clientId of the same sender gives the message that is there. */
  send(draft: Draft): Promise<Committed> {
    return this.#enqueue<SendEntry>({
      chatId: draft.chatId,
      bytes: (draft.body?.b.length() ?? 0) + 512,
      draft,
    });
  }

  /** Resolves when the change is durable. Errors: `not_found`, and what the mutation throws. */
  change(chatId: ChatId, messageId: MessageId, mutate: Mutation): Promise<Committed> {
    return this.#enqueue<ChangeEntry>({ chatId, bytes: 1024, messageId, mutate });
  }

  /** Another node wrote this. */
  learn(told: Numbered): void {
    this.#numbering.learn(told);
  }

  /** How many wait for the bulk in flight. */
  get waiting(): number {
    return this.#queue.length;
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
      this.#numbering.doubt(bulk);
      for (const entry of bulk) entry.reject(error);
    }
  }

  async #write(bulk: readonly Entry[]): Promise<Settled[]> {
    const { sent, changed } = await this.#numbering.write(bulk);
    const done = [...sent, ...changed];
    this.#parts.project(summariesOf(done), runsOf(sent));
    return done;
  }
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
