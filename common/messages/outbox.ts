// Own messages on their way: which one goes next, and what becomes of it. Pure; kept and driven by the client.
import { assertNever } from '../assert.ts';
import { type ErrorCode, errorCodes } from '../errors.ts';
import type { ChatId, MessageId } from '../ids.ts';

export interface Outgoing {
  readonly clientId: string;
  readonly chatId: ChatId;
  readonly text: string;
  readonly replyTo?: MessageId;
  /** The message that is sent on; `text` then only shows it. */
  readonly forward?: { readonly chatId: ChatId; readonly messageId: MessageId };
  readonly createdAt: string;
  readonly state:
    | { readonly name: 'waiting' }
    | { readonly name: 'sending' }
    | { readonly name: 'failed'; readonly code: ErrorCode };
  /** Answers of the server that allow another try. */
  readonly refusals: number;
}

/** In the order in which they were written. */
export type Outbox = readonly Outgoing[];

export type OutboxEvent =
  | { readonly type: 'written'; readonly message: Omit<Outgoing, 'state' | 'refusals'> }
  | { readonly type: 'taken'; readonly clientId: string }
  /** The server has it: by its reply, or because it came back from there by any other way. */
  | { readonly type: 'acknowledged'; readonly clientId: string }
  | { readonly type: 'refused'; readonly clientId: string; readonly code: ErrorCode }
  /** No answer will come any more for what is being sent. */
  | { readonly type: 'disconnected' }
  | { readonly type: 'retried'; readonly clientId: string }
  | { readonly type: 'discarded'; readonly clientId: string };

/** After so many refusals that allow another try, a person decides. */
export const mostRefusals = 6;

/** [OUT1] A message leaves only by acknowledgement or by its writer's will; its clientId never changes. */
export function updateOutbox(outbox: Outbox, event: OutboxEvent): Outbox {
  switch (event.type) {
    case 'written':
      if (outbox.some(entry => entry.clientId === event.message.clientId)) return outbox;
      return [...outbox, { ...event.message, state: { name: 'waiting' }, refusals: 0 }];
    case 'taken':
      return change(outbox, event.clientId, 'waiting', entry => ({ ...entry, state: { name: 'sending' } }));
    case 'acknowledged':
    case 'discarded':
      return without(outbox, event.clientId);
    case 'refused':
      return change(outbox, event.clientId, 'sending', entry => refused(entry, event.code));
    case 'disconnected':
      if (!outbox.some(entry => entry.state.name === 'sending')) return outbox;
      return outbox.map(entry =>
        entry.state.name === 'sending' ? { ...entry, state: { name: 'waiting' } } : entry,
      );
    case 'retried':
      return change(outbox, event.clientId, 'failed', entry => ({
        ...entry,
        state: { name: 'waiting' },
        refusals: 0,
      }));
    default:
      return assertNever(event);
  }
}

/** [OUT2] What may go out now: per chat the oldest one that did not fail, and one at a time, which keeps the order. */
export function nextToSend(outbox: Outbox): readonly Outgoing[] {
  const seen = new Set<ChatId>();
  return outbox.filter(entry => {
    if (entry.state.name === 'failed' || seen.has(entry.chatId)) return false;
    seen.add(entry.chatId);
    return entry.state.name === 'waiting';
  });
}

function refused(entry: Outgoing, code: ErrorCode): Outgoing {
  const refusals = entry.refusals + 1;
  const again = errorCodes[code].retryable && refusals < mostRefusals;
  return { ...entry, refusals, state: again ? { name: 'waiting' } : { name: 'failed', code } };
}

function without(outbox: Outbox, clientId: string): Outbox {
  return outbox.some(entry => entry.clientId === clientId)
    ? outbox.filter(entry => entry.clientId !== clientId)
    : outbox;
}

function change(
  outbox: Outbox,
  clientId: string,
  from: Outgoing['state']['name'],
  to: (entry: Outgoing) => Outgoing,
): Outbox {
  const known = outbox.some(entry => entry.clientId === clientId && entry.state.name === from);
  return known ? outbox.map(entry => (entry.clientId === clientId ? to(entry) : entry)) : outbox;
}

/** The newest entry of a chat. */
export function lastOf(outbox: Outbox, chatId: ChatId): Outgoing | undefined {
  return outbox.filter(entry => entry.chatId === chatId).at(-1);
}
