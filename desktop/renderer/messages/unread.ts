// Where "New" stands: above the first message that came while no one looked.
import { useEffect, useState } from 'react';
import type { Chat } from '../../../common/chats/chat.ts';
import type { Message } from '../../../common/messages/message.ts';
import { useAccount, useLooking } from '../context.ts';
import { memberOf } from '../replica/state.ts';

/** The seq of the first unread message; stays while one reads, and goes with one's own next message. */
export function useUnreadDivider(chat: Chat, messages: readonly Message[], sends: number): number | null {
  const { self } = useAccount();
  const looking = useLooking();
  const [above, setAbove] = useState<number | null>(() => (chat.unread > 0 ? readOf(chat) : null));
  const read = readOf(chat);
  function readOf(of: Chat): number {
    return memberOf(of, self)?.read ?? 0;
  }
  // While no one looks, the next message from someone else is where reading goes on later.
  useEffect(() => {
    if (!looking) setAbove(read);
  }, [looking, read]);
  useEffect(() => {
    if (sends > 0) setAbove(null);
  }, [sends]);
  if (above === null) return null;
  const waits = ({ seq, senderId, system }: Message) => seq > above && senderId !== self && !system;
  return messages.find(waits)?.seq ?? null;
}
