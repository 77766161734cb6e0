// A message that is known by its id only, such as a pinned one: held already, or fetched once.
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { AppError } from '../../../common/errors.ts';
import type { ChatId, MessageId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import { useAccount, useApp, useReplica } from '../context.ts';

/** The message as it is now, or undefined until it came. */
export function useMessage(chatId: ChatId, id: MessageId | undefined): Message | undefined {
  const { acts, connection } = useAccount();
  const { complain } = useApp();
  const message = useReplica(replica =>
    id === undefined ? undefined : replica.threads[chatId]?.messages.find(one => one.id === id),
  );
  // It is put beside the page that came first, and could not be kept before.
  const open = useReplica(replica => replica.threads[chatId]?.from != null);
  const ready = useStore(connection, ({ state }) => state.name === 'ready');
  const missing = id !== undefined && message === undefined;
  useEffect(() => {
    if (!missing || !open || !ready) return;
    acts.find(chatId, id).catch(error => {
      // Where the server did not answer it is asked again with the next connection.
      if (!(error instanceof AppError)) complain(error);
    });
  }, [missing, open, ready, acts, chatId, id, complain]);
  return message;
}
