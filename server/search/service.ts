// Search: the index gives candidates, their opened texts decide.
import { AppError } from '../../common/errors.ts';
import type { ChatId, MessageId, UserId } from '../../common/ids.ts';
import { limits } from '../../common/limits.ts';
import type { Message } from '../../common/messages/message.ts';
import { hasLink, parseQuery, type SearchQuery, wordsOf } from '../../common/messages/query.ts';
import { fold, hasAll, termsOf } from '../../common/messages/search.ts';
import type { http, Query, Reply } from '../../common/wire/http.ts';
import type { Caller } from '../context.ts';
import { fromTerm, hasTerm, type Indexer } from './indexer.ts';
import type { SearchKey, SearchKeys } from './keys.ts';
import type { Position, Row, Scan, SearchStore } from './store.ts';

/** A chat that one is in, or was in up to a message. */
export interface Place {
  chatId: ChatId;
  upTo?: number | undefined;
}

interface Parts {
  store: Pick<SearchStore, 'scan' | 'count'>;
  keys: SearchKeys;
  indexer: Pick<Indexer, 'flush'>;
  messages: {
    byIds(ids: readonly MessageId[]): Promise<Map<MessageId, Message>>;
    /** As somebody who left sees it. */
    visible(caller: Caller, chatId: ChatId, messageId: MessageId): Promise<{ message: Message }>;
  };
  chats: {
    placesOf(userId: UserId): Promise<Place[]>;
    titles(ids: readonly ChatId[]): Promise<{ chatId: ChatId; title?: string; directKey?: string }[]>;
  };
  people: { idByUsername(username: string): Promise<UserId | null> };
}

/** Sorted streams that the database merges at once. */
const chatsAtOnce = 100;
/** Candidates looked at for one answer; where hits are rarer, `next` goes on from there. */
const scanLimit = 10_000;
const firstScan = 200;
/** Finding the rarest of some terms counts each no further than this. */
const countLimit = 1_000;
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
    const { query, chatIds } = search;
    const scan = { ...(await plan(search, await keys.current())), after: query.after, before: query.before };
    const hits: Message[] = [];
    let from = start;
    for (let scanned = 0, size = firstScan; scanned < scanLimit; size = Math.min(size * 4, 2_000)) {
      const rows = await scanChats(chatIds, { ...scan, from, limit: size });
      const found = await messages.byIds(rows.flatMap(row => (row.hit ? [row._id] : [])));
      for (const row of rows) {
        from = { at: row.at, id: row._id };
        const message = await shown(caller, search, found.get(row._id));
        if (message === null) continue;
        hits.push(message);
        if (hits.length === limit) return { hits, next: from };
      }
      if (rows.length < size) return { hits, next: null };
      scanned += rows.length;
    }
    return { hits, next: from };
  }

  /** The message as the caller may see it; null when that is not what was asked for. */
  async function shown(
    caller: Caller,
    search: Search,
    message: Message | undefined,
  ): Promise<Message | null> {
    if (message === undefined || !fits(message, search)) return null;
    if (search.places.get(message.chatId)?.upTo === undefined) return message;
    const { message: then } = await messages.visible(caller, message.chatId, message.id);
    return fits(then, search) ? then : null;
  }

  async function scanChats(chatIds: readonly ChatId[], scan: Omit<Scan, 'chatIds'>): Promise<Row[]> {
    const groups = Array.from({ length: Math.ceil(chatIds.length / chatsAtOnce) }, (_, index) =>
      chatIds.slice(index * chatsAtOnce, (index + 1) * chatsAtOnce),
    );
    const rows = await Promise.all(groups.map(group => store.scan({ ...scan, chatIds: group })));
    return rows.flat().sort(newestFirst).slice(0, scan.limit);
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
      await indexer.flush();
      const { hits, next } = await collect(caller, search, start, limit);
      const answer = hits.map(message => ({ message, chatId: message.chatId }));
      return { hits: answer, words, ...(next && { next: `${next.at.getTime()}.${next.id}` }) };
    },
  };
}

/** Tokens are short and may lag: the text itself decides. */
function fits(message: Message, { query, places, senders }: Search): boolean {
  const place = places.get(message.chatId);
  if (place === undefined || message.deletedAt !== undefined) return false;
  if (place.upTo !== undefined && message.seq > place.upTo) return false;
  if (senders !== null && !senders.has(message.senderId)) return false;
  if (query.has.includes('link') && !hasLink(message.text)) return false;
  if (query.has.includes('file') && message.files.length === 0) return false;
  return hasAll(message.text, query.wanted);
}

const newestFirst = (a: Row, b: Row) => b.at.getTime() - a.at.getTime() || (b._id > a._id ? 1 : -1);

function readPosition(text: string): Position {
  const [, at, id] = /^(\d{1,15})\.([A-Za-z0-9_-]{1,64})$/.exec(text) ?? [];
  if (at === undefined || id === undefined)
    throw new AppError('bad_request', 'The place to go on from is not valid');
  return { at: new Date(Number(at)), id: id as MessageId };
}
