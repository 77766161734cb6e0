// Numbers messages and changes from optimistic slots: unique indexes decide between nodes, what lost tries the next slots.
import { AppError } from '../../common/errors.ts';
import type { ChatId, MessageId } from '../../common/ids.ts';
import type { Clock } from '../context.ts';
import { Bounded } from '../infra/bounded.ts';
import type { MessageDoc, MessageStore, Tail } from './store.ts';

/** A message before it has its number. Its id is chosen and its body sealed on arrival: that overlaps with the bulk in flight. */
export interface Draft extends Pick<MessageDoc, 'chatId' | 'senderId' | 'clientId'>, Content {
  id: MessageId;
}

type Content = Pick<MessageDoc, 'body' | 'replyTo' | 'forwardedFrom' | 'mentions' | 'fileIds' | 'system'>;

/**
 * What a change does to the message it finds, with the rev that it will have: new fields, or null for "nothing to
 * change"; throws AppError to refuse.
 */
export type Mutation = (
  doc: MessageDoc,
  rev: number,
) => { set: Partial<MessageDoc>; unset?: (keyof MessageDoc)[] } | null;

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
export type SendEntry = Waiting & { draft: Draft };
export type ChangeEntry = Waiting & { messageId: MessageId; mutate: Mutation };
export type Entry = SendEntry | ChangeEntry;

/** A message's place in its chat. */
export type Numbered = Pick<MessageDoc, 'chatId' | 'seq' | 'rev'>;

/** One entry of a bulk with what became of it; a refused one is settled already and not among them. */
export type Settled = [Entry, Committed];

/** Sends that may be remembered as being in without anybody having been told. */
const doubtfulSends = 20_000;
const cachedTails = 100_000;

export class Numbering {
  readonly #store: MessageStore;
  readonly #clock: Clock;
  readonly #tails = new Bounded<ChatId, Tail>(cachedTails);
  /** Sends of failed bulks: they may be in without anybody having been told. */
  readonly #doubtful = new Bounded<string, true>(doubtfulSends);

  constructor(store: MessageStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Writes a bulk: sends first, then changes, each in the order of their arrival. */
  async write(bulk: readonly Entry[]): Promise<{ sent: Settled[]; changed: Settled[] }> {
    await this.#loadTails(bulk);
    const sent = await this.#insert(bulk.filter((entry): entry is SendEntry => 'draft' in entry));
    const changed = await this.#change(bulk.filter((entry): entry is ChangeEntry => 'mutate' in entry));
    return { sent, changed };
  }

  /** How much of a failed bulk was written is not known: the numbers are read anew, and clients send again. */
  doubt(bulk: readonly Entry[]): void {
    for (const entry of bulk) {
      this.#tails.delete(entry.chatId);
      if ('draft' in entry) this.#doubtful.set(sendKey(entry.draft), true);
    }
  }

  async #loadTails(bulk: readonly Entry[]): Promise<void> {
    const missing = new Set(
      bulk.map(entry => entry.chatId).filter(chatId => this.#tails.get(chatId) === undefined),
    );
    await Promise.all([...missing].map(chatId => this.#reloadTail(chatId)));
  }

  async #reloadTail(chatId: ChatId): Promise<void> {
    this.#tails.set(chatId, await this.#store.tail(chatId));
  }

  /** Another node gave out these numbers and they are durable: the next write here need not find that out by a conflict. */
  learn({ chatId, seq, rev }: Numbered): void {
    const held = this.#tails.get(chatId);
    // Of a chat that is not held, the database is asked when it is written to.
    if (held === undefined || (seq <= held.seq && rev <= held.rev)) return;
    this.#tails.set(chatId, { seq: Math.max(seq, held.seq), rev: Math.max(rev, held.rev) });
  }

  /** Takes the next slots for all drafts; after conflicts goes on with what was not written, all of it at once. */
  async #insert(entries: SendEntry[]): Promise<Settled[]> {
    const settled: Settled[] = [];
    let rest = entries;
    while (rest.length > 0) {
      const { docs, first, twins } = this.#number(rest);
      const refused = await this.#store.insert(docs);
      const again: SendEntry[] = [];
      const known: SendEntry[] = [];
      const stale = new Set<ChatId>();
      for (const [index, entry] of first.entries()) {
        const over = refused.get(index);
        if (over === undefined) {
          const doc = docs[index] as MessageDoc;
          settled.push([entry, { doc, fresh: true }]);
          this.#keepTail(doc);
        } else if (over === 'client') known.push(entry);
        else {
          again.push(entry);
          if (over === 'slot') stale.add(entry.chatId);
        }
      }
      // The same clientId twice in one bulk: all but the first find the message there.
      if (refused.size === 0) return [...settled, ...(await this.#existing(twins))];
      settled.push(...(await this.#existing(known)));
      await Promise.all([...stale].map(chatId => this.#reloadTail(chatId)));
      rest = [...again, ...twins];
    }
    return settled;
  }

  /** Numbers drafts from copies of the tails; doubled clientIds are set apart. */
  #number(entries: readonly SendEntry[]) {
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
      docs.push(toDoc(draft, tail, this.#clock.now()));
      first.push(entry);
    }
    return { docs, first, twins };
  }

  /** What was written; meanwhile another node may have told of more. */
  #keepTail(doc: Numbered): void {
    if (this.#tails.get(doc.chatId) === undefined)
      this.#tails.set(doc.chatId, { seq: doc.seq, rev: doc.rev });
    else this.learn(doc);
  }

  async #existing(entries: readonly SendEntry[]): Promise<Settled[]> {
    return Promise.all(
      entries.map(async (entry): Promise<Settled> => {
        const doc = await this.#store.bySender(entry.draft.senderId, entry.draft.clientId);
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
      const conflict = await this.#store.change(
        planned.map(({ entry, from, update }) => ({ messageId: entry.messageId, from, update })),
      );
      const done = planned.slice(0, conflict?.done ?? planned.length);
      for (const { entry, doc } of done) {
        settled.push([entry, { doc, fresh: true }]);
        const tail = this.#tails.get(entry.chatId);
        if (tail !== undefined) this.learn({ chatId: entry.chatId, seq: tail.seq, rev: doc.rev });
      }
      rest = planned.slice(done.length).map(({ entry }) => entry);
      const [hit] = rest;
      if (hit !== undefined) await this.#reloadTail(hit.chatId);
    }
    return settled;
  }

  async #plan(entries: readonly ChangeEntry[]) {
    const docs = await this.#store.byIds([...new Set(entries.map(entry => entry.messageId))]);
    const current = new Map(docs.map(doc => [doc._id, doc]));
    const tails = new Map<ChatId, Tail>();
    const planned: { entry: ChangeEntry; doc: MessageDoc; from: number; update: object }[] = [];
    const untouched: Settled[] = [];
    for (const entry of entries) {
      const doc = current.get(entry.messageId);
      const tail = next(tails, entry.chatId, this.#tails.get(entry.chatId));
      // No unique index sees a rev twice in one document: a tail behind the message's own rev is known to be old.
      const rev = Math.max(tail.rev, doc?.rev ?? 0) + 1;
      const mutated = attempt(entry, doc, rev);
      if (mutated === undefined || doc === undefined) continue;
      if (mutated === null) {
        untouched.push([entry, { doc, fresh: false }]);
        continue;
      }
      tail.rev = rev;
      const { set, unset = [] } = mutated;
      const removed = Object.fromEntries(unset.map(name => [name, '']));
      const changed = { ...doc, ...set, rev, revs: [...doc.revs, rev] };
      for (const name of unset) delete changed[name];
      current.set(doc._id, changed);
      const update = {
        $set: { ...set, rev },
        $push: { revs: rev },
        ...(unset.length > 0 ? { $unset: removed } : {}),
      };
      planned.push({ entry, doc: changed, from: doc.rev, update });
    }
    return { planned, untouched };
  }
}

const sendKey = ({ senderId, clientId }: Draft) => `${senderId} ${clientId}`;

/** Runs a mutation; a refusal settles its entry alone and gives undefined. */
function attempt(entry: ChangeEntry, doc: MessageDoc | undefined, rev: number) {
  try {
    if (doc === undefined || doc.chatId !== entry.chatId)
      throw new AppError('not_found', 'There is no such message');
    return entry.mutate(doc, rev);
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

function toDoc({ id: _id, ...draft }: Draft, { seq, rev }: Tail, createdAt: Date): MessageDoc {
  return { _id, ...draft, seq, rev, revs: [rev], createdAt };
}
