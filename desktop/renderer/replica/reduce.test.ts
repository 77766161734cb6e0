// Whatever the network does to the events, after catching up the replica is what the server has.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Chat } from '../../../common/chats/chat.ts';
import type { ChatId, MessageId, UserId } from '../../../common/ids.ts';
import { advance, advanceOwn } from '../../../common/messages/delivery.ts';
import type { Message } from '../../../common/messages/message.ts';
import type { EventFrame } from '../../../common/wire/frames.ts';
import { rollOwn } from './messages.ts';
import { reduce, typingHolds } from './reduce.ts';
import { type ChangesPage, emptyReplica, type Replica } from './state.ts';
import { shownMessages } from './threads.ts';

const me = 'me' as UserId;
const you = 'you' as UserId;
const chatId = 'chat' as ChatId;
const at = (seq: number) => new Date(Date.UTC(2026, 0, 1) + seq * 1_000).toISOString();

type Act =
  | { readonly kind: 'create'; readonly by: UserId; readonly note: boolean }
  | { readonly kind: 'edit'; readonly which: number }
  | { readonly kind: 'mark'; readonly by: UserId; readonly read: boolean; readonly up: number };

/** A small server: what is true, and the events that tell it. */
class Server {
  readonly messages: Message[] = [];
  rev = 0;
  marks = { me: { delivered: 0, read: 0 }, you: { delivered: 0, read: 0 } };

  act(act: Act): EventFrame | null {
    if (act.kind === 'create') return this.create(act.by, act.note);
    if (act.kind === 'edit') return this.edit(act.which);
    const seq = Math.min(act.up, this.messages.length);
    const key = act.by === me ? 'me' : 'you';
    this.marks[key] = advance(this.marks[key], act.read ? { read: seq } : { delivered: seq });
    return { type: 'receipt', data: { chatId, userId: act.by, ...this.marks[key], at: at(seq) } };
  }

  create(by: UserId, note = false): EventFrame {
    this.rev += 1;
    const seq = this.messages.length + 1;
    const message: Message = {
      id: `m${seq}` as MessageId,
      chatId,
      seq,
      rev: this.rev,
      senderId: by,
      clientId: `c${seq}`,
      text: `text ${this.rev}`,
      files: [],
      reactions: [],
      createdAt: at(seq),
      ...(note && { system: { kind: 'renamed' as const } }),
    };
    this.messages.push(message);
    const key = by === me ? 'me' : 'you';
    this.marks[key] = advanceOwn(this.marks[key], seq);
    return { type: 'message_created', data: { message } };
  }

  edit(which: number): EventFrame | null {
    const index = this.messages.length === 0 ? -1 : which % this.messages.length;
    const old = this.messages[index];
    if (!old) return null;
    this.rev += 1;
    const message = { ...old, rev: this.rev, text: `text ${this.rev}` };
    this.messages[index] = message;
    return { type: 'message_updated', data: { message } };
  }

  chat(): Chat {
    const { read } = this.marks.me;
    const lastMessage = this.messages.at(-1);
    return {
      id: chatId,
      kind: 'direct',
      members: [
        { userId: me, role: 'member', ...this.marks.me },
        { userId: you, role: 'member', ...this.marks.you },
      ],
      ...(lastMessage && { lastMessage }),
      lastSeq: this.messages.length,
      rev: this.rev,
      // [UNREAD1]
      unread: this.messages.filter(one => one.seq > read && one.senderId !== me && !one.system).length,
      createdAt: at(0),
    };
  }

  changes(after: number, limit: number): ChangesPage {
    const all = this.messages.filter(one => one.rev > after).sort((a, b) => a.rev - b.rev);
    const messages = all.slice(0, limit);
    const more = all.length > limit;
    return { messages, more, rev: more ? (messages.at(-1)?.rev ?? after) : this.rev };
  }

  page(before: number, limit: number): Message[] {
    return this.messages.filter(one => one.seq < before).slice(-limit);
  }
}

const who = fc.constantFrom(me, you);
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('create' as const), by: who, note: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('edit' as const), which: fc.nat(50) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('mark' as const), by: who, read: fc.boolean(), up: fc.nat(40) }),
  },
);
/** What becomes of each event: lost, doubled, or held back behind later ones. */
const fate = fc.record({ copies: fc.integer({ min: 0, max: 2 }), delay: fc.nat(4) });
const step = fc.record({ act, fate });
const limits = { page: 4, changes: 3 };

function connect(state: Replica, server: Server): Replica {
  return catchUp(reduce(state, { type: 'snapshot', chats: [server.chat()], users: [] }), server);
}

function catchUp(from: Replica, server: Server): Replica {
  let state = from;
  for (let turn = 0; state.behind[chatId] !== undefined && turn < 500; turn += 1) {
    const page = server.changes(state.chats[chatId]?.rev ?? 0, limits.changes);
    state = reduce(state, { type: 'changes', chatId, page });
  }
  return state;
}

function openAll(from: Replica, server: Server): Replica {
  let state = reduce(from, { type: 'opened', chatId });
  for (let turn = 0; state.threads[chatId]?.from !== 1 && turn < 500; turn += 1) {
    const before = state.threads[chatId]?.from ?? server.messages.length + 1;
    const messages = server.page(before, limits.page);
    state = reduce(state, { type: 'page', chatId, messages, limit: limits.page });
  }
  return state;
}

function deliver(
  state: Replica,
  steps: readonly { act: Act; fate: { copies: number; delay: number } }[],
  server: Server,
) {
  const queue: { event: EventFrame; due: number }[] = [];
  steps.forEach(({ act, fate }, index) => {
    const event = server.act(act);
    for (let copy = 0; event && copy < fate.copies; copy += 1)
      queue.push({ event, due: index + fate.delay + copy });
  });
  queue.sort((a, b) => a.due - b.due);
  return queue.reduce((held, { event }) => reduce(held, { type: 'event', event, now: 0 }), state);
}

describe('the replica', () => {
  test('[MSG2] ends as the server, after losses, doubles and reorderings', () => {
    fc.assert(
      fc.property(
        fc.array(step),
        fc.array(step),
        fc.array(step),
        fc.boolean(),
        (before, early, after, openedEarly) => {
          const server = new Server();
          for (const { act } of before) server.act(act);
          // The list was read before these, and comes after them.
          const listed = server.chat();
          let state = deliver(emptyReplica(me), early, server);
          state = catchUp(reduce(state, { type: 'snapshot', chats: [listed], users: [] }), server);
          if (openedEarly) state = openAll(state, server);
          state = deliver(state, after, server);
          state = openAll(connect(state, server), server);
          // A mark moved up to right below own messages may pass them, sooner here than there.
          const truth = rollOwn(server.chat(), server.messages);
          const held = state.chats[chatId];
          expect(held && rollOwn(held, server.messages)).toEqual(truth);
          expect(state.behind).toEqual({});
          expect(shownMessages(state.threads[chatId] ?? { messages: [], from: null })).toEqual(
            server.messages,
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  test('[UNREAD1] counts a note of the chat neither by its event nor by its page', () => {
    const server = new Server();
    server.create(you);
    let state = connect(emptyReplica(me), server);
    state = reduce(state, { type: 'event', event: server.create(you, true), now: 0 });
    expect(state.chats[chatId]).toMatchObject({ lastSeq: 2, unread: 1 });
    expect(openAll(state, server).chats[chatId]?.unread).toBe(1);
  });

  test('[BLK4] whom one blocked is not counted in a group, and the server’s count of the same moment is taken', () => {
    const server = new Server();
    server.create(you);
    const inGroup = (unread: number): Chat => ({ ...server.chat(), kind: 'group', unread });
    const list = (state: Replica, unread: number) =>
      reduce(state, { type: 'snapshot', chats: [inGroup(unread)], users: [] });
    let state = list(emptyReplica(me), 1);
    state = reduce(state, { type: 'blocked', ids: [you] });
    state = list(state, 0);
    expect(state.chats[chatId]?.unread).toBe(0);
    state = reduce(state, { type: 'event', event: server.create(you), now: 0 });
    expect(state.chats[chatId]).toMatchObject({ lastSeq: 2, unread: 0 });
    state = openAll(state, server);
    expect(reduce(state, { type: 'blocked', ids: [you] })).toBe(state);
    expect(reduce(state, { type: 'blocked', ids: [] }).chats[chatId]?.unread).toBe(2);
  });

  test('does not go back when the list comes late', () => {
    const server = new Server();
    server.create(you);
    const old = server.chat();
    let state = connect(emptyReplica(me), server);
    const created = server.create(you);
    state = reduce(state, { type: 'event', event: created, now: 0 });
    expect(reduce(state, { type: 'snapshot', chats: [old], users: [] }).chats[chatId]).toEqual(server.chat());
  });

  test('[SYNC1] takes what is new about the list, and leaves alone what it does not name', () => {
    const server = new Server();
    server.create(you);
    const otherId = 'other' as ChatId;
    const other = { ...server.chat(), id: otherId };
    const all = [server.chat(), other];
    const state = reduce(emptyReplica(me), {
      type: 'snapshot',
      chats: all,
      users: [],
      gone: [],
      people: 'p1',
    });
    expect(Object.keys(state.chats).sort()).toEqual([chatId, 'other']);
    server.create(you);
    const news = { type: 'snapshot', chats: [server.chat()], users: [], gone: [], people: 'p2' } as const;
    const after = reduce(state, news);
    expect([after.chats[chatId]?.rev, after.chats[otherId]]).toEqual([2, other]);
    expect(after.people).toBe('p2');
    const left = reduce(after, { ...news, chats: [], gone: [otherId] });
    expect(left.order).toEqual([chatId]);
  });

  test('returns the same object for an event that it has seen', () => {
    const server = new Server();
    const created = server.create(you);
    const state = openAll(connect(emptyReplica(me), server), server);
    expect(reduce(state, { type: 'event', event: created, now: 0 })).toBe(state);
  });

  test('a typing notice ends by itself, or with the message', () => {
    const server = new Server();
    const state = connect(emptyReplica(me), server);
    const event: EventFrame = { type: 'typing', data: { chatId, userId: you, active: true } };
    const typing = reduce(state, { type: 'event', event, now: 1_000 });
    expect(typing.typing[chatId]).toEqual({ [you]: 1_000 + typingHolds });
    expect(reduce(typing, { type: 'elapsed', now: 1_000 + typingHolds }).typing).toEqual({});
    expect(reduce(typing, { type: 'event', event: server.create(you), now: 2_000 }).typing).toEqual({});
  });

  test('a removed chat leaves nothing behind', () => {
    const server = new Server();
    server.create(you);
    const state = openAll(connect(emptyReplica(me), server), server);
    const gone = reduce(state, { type: 'event', event: { type: 'chat_removed', data: { chatId } }, now: 0 });
    expect(gone).toEqual({ ...emptyReplica(me), loaded: true });
  });
});

describe('a list of presence that comes late', () => {
  test('does not undo what was told since it was asked for', () => {
    const before = emptyReplica(me);
    const joined = reduce(before, {
      type: 'event',
      event: { type: 'user_joined', data: { userId: you } },
      now: 0,
    });
    const late = { userId: you, status: 'offline' as const };
    const after = reduce(joined, { type: 'presence', presence: [late], asked: before.presence });
    expect(after.presence[you]?.status).toBe('online');
    const asked = reduce(after, { type: 'presence', presence: [late], asked: after.presence });
    expect(asked.presence[you]?.status).toBe('offline');
  });
});
