// The pictures of people and groups, as avatars look for them.
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { ChatId, FileId, UserId } from '../../../common/ids.ts';
import { useAccount, useReplica } from '../context.ts';
import { keyOf } from './bytes.ts';

/** The address of the picture of a person or a group in this page. */
export function useAvatarPicture(id: string): string | undefined {
  const { bytes } = useAccount();
  const avatar = useReplica(
    ({ users, chats }) => users[id as UserId]?.avatar ?? chats[id as ChatId]?.avatar,
  ) as FileId | undefined;
  const held = useStore(bytes.store, all => avatar && all[keyOf(avatar, 'thumbnail')]);
  const gone = avatar !== undefined && held === undefined;
  useEffect(() => {
    if (gone) bytes.want(avatar, 'thumbnail');
  }, [gone, avatar, bytes]);
  return held?.name === 'ready' ? held.url : undefined;
}
