// What a chat is called and who it shows.
import type { TFunction } from 'i18next';
import type { User } from '../../../common/auth/user.ts';
import type { Chat } from '../../../common/chats/chat.ts';
import type { ChatId, UserId } from '../../../common/ids.ts';
import { peerOf, type Replica } from '../replica/state.ts';

/** The other person of a direct chat. */
export function peerUser(replica: Replica, chatId: ChatId): User | undefined {
  const chat = replica.chats[chatId];
  const peer = chat && peerOf(chat, replica.self);
  return peer ? replica.users[peer] : undefined;
}

/** A chat's name. */
export function chatName(chat: Chat, peer: User | undefined, self: UserId | null, t: TFunction): string {
  if (chat.kind === 'group') return chat.title ?? '';
  if (chat.members.every(member => member.userId === self)) return t('chats.noteToSelf');
  return peer?.displayName ?? t('common.deletedUser');
}

/** Whether a name or username fits what is typed; every word must begin one. */
export function matches(query: string, ...names: readonly (string | undefined)[]): boolean {
  const words = names
    .join(' ')
    .toLocaleLowerCase()
    .split(/[\s._-]+/);
  const asked = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return asked.every(part => words.some(word => word.startsWith(part)));
}
