// Chats: made and listed.
import { createHash } from 'node:crypto';
import type { User } from '../../common/auth/user.ts';
import type { Chat, Draft, Role } from '../../common/chats/chat.ts';
import { AppError } from '../../common/errors.ts';
import type { ChatId, UserId } from '../../common/ids.ts';
import { limits } from '../../common/limits.ts';
import { cleanName } from '../../common/names.ts';
import { encodeEvent } from '../../common/wire/codec.ts';
import type { Body, http, Query, Reply } from '../../common/wire/http.ts';
import type { Caller, Clock } from '../context.ts';
import type { Notes } from '../groups/notes.ts';
import type { Bus } from '../infra/bus.ts';
import type { Membership } from './membership.ts';
import type { Projection } from './projection.ts';
import { mustReach } from './reach.ts';
import { type ChatDoc, type ChatStore, directKeyOf } from './store.ts';
import type { ChatView, ShownChat } from './view.ts';

export type ChatService = ReturnType<typeof createChatService>;

interface Parts {
  store: ChatStore;
  view: ChatView;
  notes: Notes;
  membership: Membership;
  people: { usersByIds(ids: readonly UserId[]): Promise<User[]> };
  blocks: {
    between(a: UserId, b: UserId): Promise<boolean>;
    /** Everyone whom a person blocked or who blocked them. */
    apart(userId: UserId): Promise<ReadonlySet<UserId>>;
  };
  projection: Projection;
  /** What one wrote and did not send. */
  draftsOf(userId: UserId): Promise<ReadonlyMap<ChatId, Draft>>;
  bus: Bus;
  clock: Clock;
  newId: () => string;
}

type Synced = Reply<typeof http.syncChats>;

export function createChatService(parts: Parts) {
  const { store, view, notes, membership, projection, people, blocks, draftsOf, bus, clock, newId } = parts;

  async function insert(
    caller: Caller,
    doc: ChatDoc,
    roles: ReadonlyMap<UserId, Role>,
  ): Promise<ShownChat | null> {
    if (!(await store.insert(doc, roles))) return null;
    const userIds = [...roles.keys()];
    bus.notify('chat_changed', { chatId: doc._id, userIds });
    await notes.write(doc._id, doc.pending ?? []);
    const made = (await projection.settled(() => store.chat(doc._id))) ?? doc;
    for (const { userIds: alike, shown } of await view.each(made)) {
      bus.publish(alike, encodeEvent('chat_created', shown), { except: caller.deviceId });
    }
    return view.one(made, caller.userId);
  }

  async function createDirect(caller: Caller, userId: UserId): Promise<ShownChat> {
    const directKey = directKeyOf(caller.userId, userId);
    const found = await projection.settled(() => store.directChat(directKey));
    if (found !== null) return view.one(found, caller.userId);
    await mustExist([userId]);
    mustReach(await blocks.apart(caller.userId), [userId]);
    const roles = new Map([caller.userId, userId].map(id => [id, 'member' as const]));
    const created = await insert(caller, { ...newChat('direct'), directKey }, roles);
    if (created === null) return createDirect(caller, userId);
    // A block that came in between did not find the chat.
    if (await blocks.between(caller.userId, userId)) {
      await store.setClosed(directKey, true);
      bus.notify('chat_changed', { chatId: created.chat.id, userIds: [caller.userId, userId] });
    }
    return created;
  }

  async function createGroup(
    caller: Caller,
    asked: string,
    memberIds: readonly UserId[],
  ): Promise<ShownChat> {
    const title = cleanName(asked);
    const others = [...new Set(memberIds)].filter(id => id !== caller.userId);
    if (others.length >= limits.groupMembers) {
      throw new AppError('bad_request', `A group has at most ${limits.groupMembers} members`);
    }
    await mustExist(others);
    mustReach(await blocks.apart(caller.userId), others);
    const roles = new Map<UserId, Role>([
      [caller.userId, 'owner'],
      ...others.map((id): [UserId, Role] => [id, 'member']),
    ]);
    const pending = [notes.prepare(caller.userId, { kind: 'created', title })];
    const created = await insert(caller, { ...newChat('group'), title, pending }, roles);
    if (created === null) throw new AppError('conflict', 'The group was not made; try again');
    return created;
  }

  async function mustExist(ids: readonly UserId[]): Promise<void> {
    const found = await people.usersByIds(ids);
    if (found.length < ids.length) throw new AppError('not_found', 'There is no such person');
  }

  function newChat(kind: ChatDoc['kind']): ChatDoc {
    const now = clock.now();
    return { _id: newId() as ChatId, kind, createdAt: now, activityAt: now, version: 0, lastSeq: 0, rev: 0 };
  }

  return {
    /** Errors: `not_found` when a person is not there, `forbidden` for a new chat with somebody one is kept apart from. The same pair gives the same direct chat. */
    create: (caller: Caller, body: Body<typeof http.createChat>): Promise<ShownChat> =>
      body.kind === 'direct'
        ? createDirect(caller, body.userId)
        : createGroup(caller, body.title, body.memberIds),

    /** Errors: `forbidden` for those who never were in the chat, also for a chat that is not there. */
    async get({ userId }: Caller, chatId: ChatId): Promise<ShownChat> {
      await membership.reach(userId, chatId);
      const doc = await projection.settled(() => store.chat(chatId));
      if (doc === null) throw new AppError('not_found', 'There is no such chat');
      return view.one(doc, userId);
    },

    /** All one's chats, newest activity first, with everyone in them; on request also those that one has left. */
    async list(
      { userId }: Caller,
      { include }: Query<typeof http.chats>,
    ): Promise<{ chats: Chat[]; users: User[] }> {
      const mine = await (include === 'left' ? store.allMemberships(userId) : store.memberships(userId));
      const chatIds = mine.map(member => member.chatId);
      const [docs, members] = await projection.settled(() =>
        Promise.all([store.chats(chatIds), store.membersOf(chatIds)]),
      );
      docs.sort((a, b) => b.activityAt.getTime() - a.activityAt.getTime());
      return view.many(docs, members, userId);
    },

    /** [SYNC1] What is new about all one's chats, also those one has left, against what one holds of them. */
    async sync({ userId }: Caller, { known, people: held }: Body<typeof http.syncChats>): Promise<Synced> {
      const mine = new Set((await store.allMemberships(userId)).map(member => member.chatId));
      const [docs, members] = await projection.settled(() =>
        Promise.all([store.chats([...mine]), store.membersOf([...mine])]),
      );
      const [shown, everyone, drafts] = await Promise.all([
        view.many(docs, members, userId, known),
        people.usersByIds([...new Set(members.map(member => member.userId))]),
        draftsOf(userId),
      ]);
      const digest = digestOf(everyone);
      return {
        chats: shown.chats,
        gone: (Object.keys(known) as ChatId[]).filter(id => !mine.has(id)),
        drafts: [...drafts].map(([chatId, draft]) => ({ chatId, draft })),
        users: digest === held ? shown.users : everyone,
        people: digest,
      };
    },
  };
}

/** Changes with what anyone is called or looks like. */
function digestOf(users: readonly User[]): string {
  const hash = createHash('sha256');
  for (const user of [...users].sort((a, b) => (a.id < b.id ? -1 : 1))) hash.update(JSON.stringify(user));
  return hash.digest('base64url');
}
