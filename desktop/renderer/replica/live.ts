// The replica as a store: every input goes through the reducer, and messages that come in are told of.
import { createStore } from 'zustand/vanilla';
import type { User } from '../../../common/auth/user.ts';
import type { Message } from '../../../common/messages/message.ts';
import type { Disposer } from '../../ipc/channels.ts';
import { reduce } from './reduce.ts';
import { emptyReplica, type Replica, type ReplicaInput } from './state.ts';

type Incoming = (messages: readonly Message[]) => void;

/** One person's, empty but for themselves. */
export function createReplica(user: User) {
  const listeners = new Set<Incoming>();
  const start = reduce(emptyReplica(user.id), { type: 'users', users: [user] });
  const replica = createStore<Replica>(() => start);
  return {
    replica,
    dispatch(input: ReplicaInput) {
      replica.setState(reduce(replica.getState(), input), true);
      const messages = messagesIn(input);
      if (messages.length > 0) for (const listener of listeners) listener(messages);
    },
    listen(listener: Incoming): Disposer {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function messagesIn(input: ReplicaInput): readonly Message[] {
  if (input.type === 'changes') return input.page.messages;
  if (input.type === 'page') return input.messages;
  if (input.type === 'event' && input.event.type === 'message_created') return [input.event.data.message];
  return [];
}
