// The list of chats after each connection: by marks, or whole from a server that knows no marks.
import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { Chat } from '../../../common/chats/chat.ts';
import { AppError } from '../../../common/errors.ts';
import type { ChatId, UserId } from '../../../common/ids.ts';
import { reduce } from './reduce.ts';
import { emptyReplica, type ReplicaInput } from './state.ts';
import { createSync } from './sync.ts';

const me = 'me' as UserId;
const chat = (id: string, rev: number): Chat => ({
  id: id as ChatId,
  kind: 'group',
  title: id,
  members: [{ userId: me, role: 'owner', delivered: rev, read: rev }],
  lastSeq: rev,
  rev,
  unread: 0,
  createdAt: new Date(0).toISOString(),
});
const draft = { text: 'half a word', updatedAt: new Date(0).toISOString() };

function setUp(older: boolean) {
  const replica = createStore(() => emptyReplica(me));
  const asked: unknown[] = [];
  const told: ReplicaInput[] = [];
  const sync = createSync({
    replica,
    dispatch(input) {
      told.push(input);
      replica.setState(reduce(replica.getState(), input), true);
    },
    api: {
      async syncChats(body) {
        if (older) throw new AppError('not_found', '');
        asked.push(body);
        const first = asked.length === 1;
        const chats = first ? [chat('a', 1), chat('b', 2)] : [chat('a', 3)];
        return {
          chats,
          gone: first ? [] : ['b' as ChatId],
          drafts: [],
          users: [],
          people: `p${asked.length}`,
        };
      },
      chats: async () => ({ chats: [{ ...chat('a', 1), draft }], users: [] }),
      presence: async () => ({ presence: [] }),
      changes: async () => ({ messages: [], rev: 3, more: false }),
    },
    timers: { after: () => () => undefined, monotonic: () => 0 },
  });
  const connect = async () => {
    sync.connected();
    await new Promise(resolve => setTimeout(resolve, 0));
  };
  return { replica, asked, told, connect };
}

test('[SYNC1] a connection tells the marks of what is held, and takes only what is new', async () => {
  const { replica, asked, connect } = setUp(false);
  await connect();
  await connect();
  expect(asked).toEqual([{ known: {} }, { known: { a: '1.0.1.1.0', b: '2.0.2.2.0' }, people: 'p1' }]);
  expect(replica.getState().order).toEqual(['a']);
  expect(replica.getState().people).toBe('p2');
});

test('a server that knows no marks gives the whole list, with its drafts', async () => {
  const { replica, told, connect } = setUp(true);
  await connect();
  expect(replica.getState()).toMatchObject({ loaded: true, order: ['a'] });
  expect(told.find(({ type }) => type === 'snapshot')).toMatchObject({ drafts: [{ chatId: 'a', draft }] });
});
