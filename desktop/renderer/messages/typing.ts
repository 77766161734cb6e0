// Tells the others that one types: renewed while it goes on, ended when it stops.
import type { ChatId } from '../../../common/ids.ts';
import { times } from '../../../common/limits.ts';
import type { Disposer } from '../../ipc/channels.ts';
import type { Timers } from '../transport/timers.ts';

export interface TypingNotices {
  /** A key was pressed in a composer that is not empty. */
  pressed(chatId: ChatId): void;
  /** Sent, emptied or left. */
  stopped(chatId: ChatId): void;
}

const renewMs = times.typingEnds - 2_000;
const idleMs = 4_000;

/** Notices are worth nothing late, so a failed one is not repeated. */
export function createTyping(
  tell: (chatId: ChatId, active: boolean) => Promise<unknown>,
  timers: Timers,
): TypingNotices {
  let current: { readonly chatId: ChatId; readonly at: number } | null = null;
  let cancelIdle: Disposer = () => {};
  // A notice that is lost ends by itself; the next key press sends another.
  const notice = (chatId: ChatId, active: boolean) => void tell(chatId, active).catch(() => undefined);
  const stopped = (chatId: ChatId) => {
    if (current?.chatId !== chatId) return;
    cancelIdle();
    current = null;
    notice(chatId, false);
  };
  return {
    pressed(chatId) {
      if (current !== null && current.chatId !== chatId) stopped(current.chatId);
      const now = timers.monotonic();
      if (current === null || now - current.at >= renewMs) {
        current = { chatId, at: now };
        notice(chatId, true);
      }
      cancelIdle();
      cancelIdle = timers.after(idleMs, () => stopped(chatId));
    },
    stopped,
  };
}
