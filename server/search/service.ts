// Search: the index gives candidates, their opened texts decide.
import { AppError } from '../../common/errors.ts';
import type { ChatId, MessageId, UserId } from '../../common/ids.ts';
import { limits } from '../../common/limits.ts';
import type { Message } from '../../common/messages/message.ts';
import { hasLink, parseQuery, type SearchQuery, wordsOf } from '../../common/messages/query.ts';
import { fold, hasAll, termsOf } from '../../common/messages/search.ts';
import { type Range, rangeOfId } from '../../common/messages/sections.ts';
import type { http, Query, Reply } from '../../common/wire/http.ts';
import type { Caller } from '../context.ts';
import type { Indexer } from './indexer.ts';
import type { SearchKey, SearchKeys } from './keys.ts';
import { createPool, type Position, readPosition, writePosition } from './pool.ts';
import { fromTerm, hasTerm } from './sections.ts';
import type { Row, Scan, SearchStore, Tail } from './store.ts';
import type { SectionMessages } from './writing.ts';

/** A chat that one is in, or was in up to a message. */
export interface Place {
  chatId: ChatId;
  upTo?: number | undefined;
}

interface Parts {
  store: Pick<SearchStore, 'scan' | 'count'>;
  keys: SearchKeys;
  indexer: Pick<Indexer, 'settle' | 'lagging'>;
  messages: SectionMessages & {
    /** As somebody who left sees it. */
    visible(caller: Caller, chatId: ChatId, messageId: MessageId): Promise<{ message: Message }>;
  };
  chats: {
    placesOf(userId: UserId): Promise<Place[]>;
    titles(ids: readonly ChatId[]): Promise<{ chatId: ChatId; title?: string; directKey?: string }[]>;
    /** How far chats go, all that this node committed included. */
    tails(ids: readonly ChatId[]): Promise<Tail[]>;
  };
  people: { idByUsername(username: string): Promise<UserId | null> };
}

/** Sorted streams that the database merges at once. */
const chatsAtOnce = 100;
/** Sections looked at for one answer; where hits are rarer, `next` goes on from there. */
const scanLimit = 1_000;
const firstScan = 12;
const largestScan = 200;
/** Messages opened because the index does not have them yet, of a chat and in all. */
const openedOfChat = 512;
const openedAtMost = 8_192;
/** Finding the rarest of some terms counts each no further than this. */
const countLimit = 200;
const termsCounted = 6;

interface Search {
  query: SearchQuery;
  chatIds: ChatId[];
  places: ReadonlyMap<ChatId, Place>;
  senders: ReadonlySet<UserId> | null;
}

export type SearchService = ReturnType<typeof createSearchService>;

export function createSearchService({ store, keys, indexer, messages, chats, people }: Parts) {
  /** Whom and where the operators mean; null when they mean nobody or nowhere. */
  async function resolve(userId: UserId, query: SearchQuery, chatId?: ChatId): Promise<Search | null> {
    const all = await chats.placesOf(userId);
    const places = new Map(all.map(place => [place.chatId, place]));
    if (chatId !== undefined && !places.has(chatId)) {
      throw new AppError('forbidden', 'You are not a member of this chat');
    }
    const inside = chatId === undefined ? [...places.keys()] : [chatId];
    const chatIds = query.inside.length === 0 ? inside : await named(userId, inside, query.inside);
    const found = await Promise.all(
      query.from.map(name => (name === 'me' ? userId : people.idByUsername(name))),
    );
    const senders = new Set(found.filter(id => id !== null));
    if (chatIds.length === 0 || senders.size !== new Set(found).size) return null;
    return { query, chatIds, places, senders: query.from.length === 0 ? null : senders };
  }

  /** Chats whose title begins with one of these names, or that are with the person of that username. */
  async function named(userId: UserId, chatIds: readonly ChatId[], names: readonly string[]) {
    const ids = await Promise.all(names.map(name => people.idByUsername(name.replace(/^@/, ''))));
    const pairs = new Set(ids.flatMap(id => (id === null ? [] : [[userId, id].sort().join(':')])));
    const folded = names.map(fold);
    const all = await chats.titles(chatIds);
    const fits = all.filter(({ title, directKey }) => {
      if (directKey !== undefined && pairs.has(directKey)) return true;
      return title !== undefined && folded.some(name => fold(title).startsWith(name));
    });
    return fits.map(chat => chat.chatId);
  }

  /** The scan is led by the rarest term. */
  async function plan({ query, chatIds, senders }: Search, using: readonly SearchKey[]) {
    const terms = [
      ...termsOf(query.wanted),
      ...[...(senders ?? [])].map(fromTerm),
      ...query.has.map(hasTerm),
    ];
    const byLength = terms.toSorted((a, b) => b.length - a.length).slice(0, termsCounted);
    const tokensOf = (term: string) => using.map(key => key.token(term));
    const counts =
      byLength.length < 2
        ? [0]
        : await Promise.all(byLength.map(term => store.count(chatIds, tokensOf(term), countLimit)));
    const lead = byLength[counts.indexOf(Math.min(...counts))] ?? '';
    return { lead: tokensOf(lead), all: using.map(key => terms.map(key.token)) };
  }

  /** Verified hits, newest first, and where to go on. */
  async function collect(caller: Caller, search: Search, start: Position | null, limit: number) {
    const { after, before } = search.query;
    const scan = { ...(await plan(search, await keys.current())), after, before, reaching: start?.at };
    const pool = createPool(start);
    const verify = async (found: readonly Message[]) => {
      for (const message of found) {
        const seen = pool.wants(message) ? await shown(caller, search, message) : null;
        if (seen !== null) pool.add(seen);
      }
    };
    await verify(await messages.ranges(await notIndexed(search.chatIds)));
    let from: Scan['from'] = start === null ? null : { last: start.top };
    for (let scanned = 0, size = firstScan; ; size = Math.min(size * 2, largestScan)) {
      const rows = await scanChats(search.chatIds, { ...scan, from, limit: size });
      pool.saw(rows);
      await verify(await messages.ranges(rows.flatMap(row => (row.hit ? [rangeOfId(row._id)] : []))));
      const end = rows.at(-1);
      const frontier = end === undefined || rows.length < size ? null : end.last;
      // Those that reach into what earlier answers gave are looked at again, so each answer gets further.
      scanned += rows.filter(row => start === null || row.last.getTime() <= start.at).length;
      if (end === undefined || frontier === null || scanned >= scanLimit || pool.ready(frontier) >= limit) {
        return pool.take(limit, frontier);
      }
      from = { last: end.last, id: end._id };
    }
  }

  /** What the index does not have yet; the newest of it where that is very much. */
  async function notIndexed(chatIds: readonly ChatId[]): Promise<Range[]> {
    const behind = (await chats.tails(chatIds)).filter(tail => tail.lastSeq > tail.indexed);
    indexer.lagging(behind);
    let left = openedAtMost;
    return behind.flatMap(({ chatId, lastSeq, indexed }) => {
      const count = Math.min(lastSeq - indexed, openedOfChat, left);
      left -= count;
      return count > 0 ? [{ chatId, from: lastSeq - count + 1, to: lastSeq }] : [];
    });
  }

  /** The message as the caller may see it; null when that is not what was asked for. */
  async function shown(caller: Caller, search: Search, message: Message): Promise<Message | null> {
    if (!fits(message, search)) return null;
    if (search.places.get(message.chatId)?.upTo === undefined) return message;
    const { message: then } = await messages.visible(caller, message.chatId, message.id);
    return fits(then, search) ? then : null;
  }

  async function scanChats(chatIds: readonly ChatId[], scan: Omit<Scan, 'chatIds'>): Promise<Row[]> {
    const groups = Array.from({ length: Math.ceil(chatIds.length / chatsAtOnce) }, (_, index) =>
      chatIds.slice(index * chatsAtOnce, (index + 1) * chatsAtOnce),
    );
    const rows = await Promise.all(groups.map(group => store.scan({ ...scan, chatIds: group })));
    return rows.flat().sort(latestEndFirst).slice(0, scan.limit);
  }

  return {
    /**
     * Messages of one's chats that have all that is asked for, newest first. An answer may hold fewer than `limit`, even
     * none, and still have a `next`. Errors: `bad_request` for a query that asks for nothing or can not be understood.
     */
    async search(
      caller: Caller,
      { q, chatId, before, limit = limits.usersMax }: Query<typeof http.search>,
    ): Promise<Reply<typeof http.search>> {
      const query = parseQuery(q);
      const start = before === undefined ? null : readPosition(before);
      const search = await resolve(caller.userId, query, chatId);
      const words = wordsOf(query);
      if (search === null) return { hits: [], words };
      await indexer.settle();
      const { hits, next } = await collect(caller, search, start, limit);
      const answer = hits.map(message => ({ message, chatId: message.chatId }));
      return { hits: answer, words, ...(next && { next: writePosition(next) }) };
    },
  };
}

/** Tokens are short and may lag: the text itself decides. */
function fits(message: Message, { query, places, senders }: Search): boolean {
  if (message.system !== undefined) return false;
  const place = places.get(message.chatId);
  if (place === undefined || message.deletedAt !== undefined) return false;
  if (place.upTo !== undefined && message.seq > place.upTo) return false;
  if (!isWithin(query, Date.parse(message.createdAt))) return false;
  if (senders !== null && !senders.has(message.senderId)) return false;
  if (query.has.includes('link') && !hasLink(message.text)) return false;
  if (query.has.includes('file') && message.files.length === 0) return false;
  return hasAll(message.text, query.wanted);
}

const isWithin = ({ after, before }: SearchQuery, at: number) =>
  (after === undefined || at >= after.getTime()) && (before === undefined || at < before.getTime());

const latestEndFirst = (a: Row, b: Row) => b.last.getTime() - a.last.getTime() || (b._id > a._id ? 1 : -1);
