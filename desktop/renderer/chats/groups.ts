// What one does to groups: make, rename, add, remove, change roles, leave.

import type { Chat, Role } from '../../../common/chats/chat.ts';
import type { ChatId, UserId } from '../../../common/ids.ts';
import { memberOf, type ReplicaInput } from '../replica/state.ts';
import type { Api } from '../transport/api.ts';

interface GroupsOptions {
  readonly self: UserId;
  readonly api: Pick<Api, 'createChat' | 'updateChat' | 'addMembers' | 'setRole' | 'removeMember' | 'chat'>;
  readonly dispatch: (input: ReplicaInput) => void;
  readonly openChat: (chatId: ChatId) => void;
  /** Asks for the list of chats anew. */
  readonly relist: () => void;
}

/** The group actions of one account; each rejects with AppError when the server refuses. */
export function createGroups({ self, api, dispatch, openChat, relist }: GroupsOptions) {
  // Some routes answer with the chat, some with nothing: then the event tells.
  const adopt = async (asked: Promise<unknown>) => {
    const answer = (await asked) as Partial<Awaited<ReturnType<Api['chat']>>> | undefined;
    if (answer?.chat) dispatch({ type: 'chat', chat: answer.chat, users: answer.users ?? [] });
  };
  return {
    async create(title: string, memberIds: readonly UserId[]): Promise<void> {
      const { chat, users } = await api.createChat({ kind: 'group', title, memberIds: [...memberIds] });
      dispatch({ type: 'chat', chat, users });
      openChat(chat.id);
    },
    rename: (id: ChatId, title: string) => adopt(api.updateChat(id, { title })),
    add: (id: ChatId, userIds: readonly UserId[]) => adopt(api.addMembers(id, { userIds: [...userIds] })),
    setRole: (id: ChatId, userId: UserId, role: Role) => adopt(api.setRole(id, userId, { role })),
    remove: (id: ChatId, userId: UserId) => adopt(api.removeMember(id, userId)),
    // The one device that asked is not told by an event.
    async leave(id: ChatId): Promise<void> {
      await api.removeMember(id, self);
      relist();
    },
  };
}

/** Whether someone may rename, add and remove here. */
export function mayManage(chat: Chat, userId: UserId): boolean {
  const role = memberOf(chat, userId)?.role;
  return !chat.left && (role === 'owner' || role === 'admin');
}
