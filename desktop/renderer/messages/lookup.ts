// A message that is known by its id only, such as a pinned one: held already, or fetched once.
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { AppError, errorCodes } from '../../../common/errors.ts';
import type { ChatId, MessageId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import type { Disposer } from '../../ipc/channels.ts';
import { useAccount, useApp, useReplica } from '../context.ts';

const againMs = 3_000;

/** The message as it is now, or undefined until it came. */
export function useMessage(chatId: ChatId, id: MessageId | undefined): Message | undefined {
  const { acts, connection } = useAccount();
  const { complain, timers } = useApp();
  const [tries, setTries] = useState(0);
  const message = useReplica(replica =>
    id === undefined ? undefined : replica.threads[chatId]?.messages.find(one => one.id === id),
  );
  // It is put beside the page that came first, and could not be kept before.
  const open = useReplica(replica => replica.threads[chatId]?.from != null);
  const ready = useStore(connection, ({ state }) => state.name === 'ready');
  const missing = id !== undefined && message === undefined;
  useEffect(() => {
    if (!missing || !open || !ready) return;
    let cancel: Disposer | null = null;
    let over = false;
    acts.find(chatId, id).catch(error => {
      if (!(error instanceof AppError)) complain(error);
      else if (!over && errorCodes[error.code].retryable)
        cancel = timers.after(againMs, () => setTries(tries + 1));
    });
    return () => {
      over = true;
      cancel?.();
    };
  }, [missing, open, ready, acts, chatId, id, complain, timers, tries]);
  return message;
}
