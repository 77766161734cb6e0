// Groups: renamed, joined, left, handed over, with pins; each change told to everybody whom it concerns.
import type { User } from '../../common/auth/user.ts';
import { AppError } from '../../common/errors.ts';
import type { ChatId, FileId, MessageId, UserId } from '../../common/ids.ts';
import { cleanName } from '../../common/names.ts';
import { encodeEvent } from '../../common/wire/codec.ts';
import type { Membership } from '../chats/membership.ts';
import type { Projection } from '../chats/projection.ts';
import { mustReach } from '../chats/reach.ts';
import { type ChatDoc, type ChatStore, isInside } from '../chats/store.ts';
import type { ChatView, ShownChat } from '../chats/view.ts';
import type { Caller, Clock } from '../context.ts';
import type { Bus } from '../infra/bus.ts';
import type { Notes } from './notes.ts';
import { type GroupChange, planChange } from './rules.ts';
import type { GroupStore, SignedPlan } from './store.ts';

export type GroupService = ReturnType<typeof createGroupService>;

interface Parts {
  store: GroupStore;
  chats: Pick<ChatStore, 'chat' | 'members'>;
  view: ChatView;
  notes: Notes;
  membership: Membership;
  projection: Projection;
  people: { usersByIds(ids: readonly UserId[]): Promise<User[]> };
  /** Everyone whom a person blocked or who blocked them. */
  blocks: { apart(userId: UserId): Promise<ReadonlySet<UserId>> };
  messages: {
    inChat(chatId: ChatId, id: MessageId): Promise<{ deletedAt?: Date; system?: object } | null>;
    lastSeq(chatId: ChatId): Promise<number>;
  };
  bus: Bus;
  clock: Clock;
}

export function createGroupService(parts: Parts) {
  const { store, chats, view, notes, membership, projection, people, blocks, messages, bus, clock } = parts;

  /** Tells everybody who is in the chat how it is now; newcomers that it is there. */
  async function tell(
    chatId: ChatId,
    except: Caller | null,
    joins: readonly UserId[] = [],
  ): Promise<ChatDoc> {
    const doc = await projection.settled(() => chats.chat(chatId));
    if (doc === null) throw new AppError('not_found', 'There is no such chat');
    for (const { userIds, shown } of await view.each(doc)) {
      const fresh = userIds.filter(id => joins.includes(id));
      const known = userIds.filter(id => !joins.includes(id));
      const aim = { except: except?.deviceId };
      if (fresh.length > 0) bus.publish(fresh, encodeEvent('chat_created', shown), aim);
      if (known.length > 0) bus.publish(known, encodeEvent('chat_updated', shown), aim);
    }
    return doc;
  }

  /** Applies a change. Null when it changed nothing; errors as in the rules, `bad_request` for direct chats. */
  async function change(caller: Caller, chatId: ChatId, asked: GroupChange): Promise<SignedPlan | null> {
    const moment = { at: clock.now(), seq: await messages.lastSeq(chatId) };
    const outcome = await store.change(chatId, moment, (chat, all) => {
      const members = all.filter(isInside);
      if (!members.some(member => member.userId === caller.userId)) throw outside();
      if (chat.kind !== 'group') throw new AppError('bad_request', 'Only groups have a title and roles');
      const plan = planChange(asked, { title: chat.title, members }, caller.userId);
      return plan && { ...plan, notes: plan.notes.map(note => notes.prepare(caller.userId, note)) };
    });
    if (outcome === null) throw outside();
    const { chat, plan, touched } = outcome;
    if (plan !== null) bus.notify('chat_changed', { chatId, userIds: touched });
    await notes.write(chatId, chat.pending ?? []);
    if (plan === null) return null;
    if (plan.leaves.length > 0) {
      bus.publish(plan.leaves, encodeEvent('chat_removed', { chatId }), { except: caller.deviceId });
    }
    await tell(chatId, caller, plan.joins);
    return plan;
  }

  async function shown({ userId }: Caller, chatId: ChatId): Promise<ShownChat> {
    const doc = await projection.settled(() => chats.chat(chatId));
    if (doc === null) throw outside();
    return view.one(doc, userId);
  }

  /** [PIN1] Anyone pins in a direct chat, unless the two are kept apart; in a group its owner and admins. */
  async function mustPin({ userId }: Caller, chatId: ChatId): Promise<void> {
    await membership.requireOpen(userId, chatId);
    const [doc, all] = await Promise.all([chats.chat(chatId), chats.members(chatId)]);
    const me = all.find(member => member.userId === userId);
    if (doc?.kind === 'group' && me?.role === 'member') {
      throw new AppError('forbidden', 'Only the owner and admins do this');
    }
  }

  async function mayChange(caller: Caller, chatId: ChatId): Promise<void> {
    await mustPin(caller, chatId);
    const doc = await chats.chat(chatId);
    if (doc?.kind !== 'group') throw new AppError('bad_request', 'Only groups have a picture of their own');
  }

  async function unpin(chatId: ChatId, messageId: MessageId, except: Caller | null): Promise<void> {
    if ((await store.unpin(chatId, messageId)) !== null) await tell(chatId, except);
  }

  async function mustStand(chatId: ChatId, messageId: MessageId): Promise<void> {
    const message = await messages.inChat(chatId, messageId);
    if (message === null) throw new AppError('not_found', 'There is no such message');
    if (message.deletedAt !== undefined || message.system !== undefined) {
      throw new AppError('conflict', 'This message can not be pinned');
    }
  }

  return {
    async rename(caller: Caller, chatId: ChatId, title: string): Promise<ShownChat> {
      await change(caller, chatId, { kind: 'rename', title: cleanName(title) });
      return shown(caller, chatId);
    },

    /** Errors: `not_found` for unknown people, `forbidden` for those kept apart from the caller, `conflict` when the group would be too large. */
    async add(caller: Caller, chatId: ChatId, userIds: readonly UserId[]): Promise<ShownChat> {
      const inside = await membership.require(caller.userId, chatId);
      const ids = [...new Set(userIds)];
      if ((await people.usersByIds(ids)).length < ids.length) {
        throw new AppError('not_found', 'There is no such person');
      }
      mustReach(
        await blocks.apart(caller.userId),
        ids.filter(id => !inside.has(id)),
      );
      await change(caller, chatId, { kind: 'add', userIds: ids });
      return shown(caller, chatId);
    },

    async setRole(
      caller: Caller,
      chatId: ChatId,
      of: { userId: UserId; role: 'owner' | 'admin' | 'member' },
    ) {
      await change(caller, chatId, { kind: 'role', ...of });
      return shown(caller, chatId);
    },

    /** Removes somebody, or leaves: null then. */
    async remove(caller: Caller, chatId: ChatId, userId: UserId): Promise<ShownChat | null> {
      await change(caller, chatId, { kind: 'remove', userId });
      return userId === caller.userId ? null : shown(caller, chatId);
    },

    /** Errors: `conflict` for a deleted message, and when there are too many pins. Pinning twice changes nothing. */
    async pin(caller: Caller, chatId: ChatId, messageId: MessageId): Promise<ShownChat> {
      await mustPin(caller, chatId);
      await mustStand(chatId, messageId);
      if ((await store.pin(chatId, messageId)) !== null) {
        // It may have been deleted meanwhile, and nothing pinned was found to be taken away.
        await mustStand(chatId, messageId).catch(async (error: unknown) => {
          await unpin(chatId, messageId, null);
          throw error;
        });
        await tell(chatId, caller);
      } else if (!(await chats.chat(chatId))?.pins?.includes(messageId)) {
        throw new AppError('conflict', 'There are too many pinned messages');
      }
      return shown(caller, chatId);
    },

    async unpin(caller: Caller, chatId: ChatId, messageId: MessageId): Promise<ShownChat> {
      await mustPin(caller, chatId);
      await unpin(chatId, messageId, caller);
      return shown(caller, chatId);
    },

    /** Whether the caller may change what the group is. Errors: `forbidden`, `bad_request` for direct chats. */
    mayChange,
    /** Sets or takes away the avatar, and tells the one before. */
    async setAvatar(caller: Caller, chatId: ChatId, avatar: FileId | null) {
      await mayChange(caller, chatId);
      const before = await store.setAvatar(chatId, avatar);
      await tell(chatId, caller);
      return { before: before?.avatar, shown: await shown(caller, chatId) };
    },
    avatarOf: async (chatId: ChatId) => (await chats.chat(chatId))?.avatar,

    /** [PIN2] A deleted message is not pinned any more. */
    forget: (chatId: ChatId, messageId: MessageId) => unpin(chatId, messageId, null),
  };
}

const outside = () => new AppError('forbidden', 'You are not a member of this chat');
