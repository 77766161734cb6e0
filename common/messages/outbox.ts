// Own messages on their way: which one goes next, and what becomes of it. Pure; kept and driven by the client.
import { assertNever } from '../assert.ts';
import { type ErrorCode, errorCodes } from '../errors.ts';
import { newTransfer, type TransferEvent, updateTransfer } from '../files/transfer.ts';
import type { ChatId } from '../ids.ts';
import { fileIdsOf, holdsBack, type Outgoing, type OutgoingFile } from './outgoing.ts';

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
  /** Something befell a file of a message that waits. */
  | {
      readonly type: 'transfer';
      readonly clientId: string;
      readonly fileId: string;
      readonly event: TransferEvent;
    }
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
      return replace(outbox, disconnected);
    case 'transfer':
      return replace(outbox, entry =>
        entry.clientId === event.clientId ? transferred(entry, event.fileId, event.event) : entry,
      );
    case 'retried':
      return change(outbox, event.clientId, 'failed', entry => ({
        ...mapFiles(entry, file => move(file, { type: 'retried' })),
        state: { name: 'waiting' },
        refusals: 0,
      }));
    default:
      return assertNever(event);
  }
}

/** [OUT2] What may go out now: per chat the oldest one that did not fail, and one at a time, which keeps the order. */
export function nextToSend(outbox: Outbox): readonly Outgoing[] {
  const held = new Set<ChatId>();
  return outbox.filter(entry => {
    if (entry.state.name === 'failed' || held.has(entry.chatId)) return false;
    if (holdsBack(entry)) held.add(entry.chatId);
    return entry.state.name === 'waiting' && fileIdsOf(entry) !== null;
  });
}

function refused(entry: Outgoing, code: ErrorCode): Outgoing {
  const refusals = entry.refusals + 1;
  const tired = refusals >= mostRefusals;
  // [OUT4] Files that no message took up for a day are gone: they are brought again, under the same clientId.
  if (code === 'not_found' && (entry.files ?? []).length > 0 && entry.refusals === 0) {
    const fresh = mapFiles(entry, file => ({ ...file, transfer: newTransfer(file.size) }));
    return { ...fresh, refusals, state: { name: 'waiting' } };
  }
  const again = errorCodes[code].retryable && !tired;
  return { ...entry, refusals, state: again ? { name: 'waiting' } : { name: 'failed', code } };
}

function disconnected(entry: Outgoing): Outgoing {
  const cut = mapFiles(entry, file => move(file, { type: 'cut' }));
  return cut.state.name === 'sending' ? { ...cut, state: { name: 'waiting' } } : cut;
}

/** A file that can not be brought keeps its message back until its writer decides; the words are not lost. */
function transferred(entry: Outgoing, fileId: string, event: TransferEvent): Outgoing {
  const next = mapFiles(entry, file => (file.id === fileId ? move(file, event) : file));
  if (next === entry || next.state.name !== 'waiting') return next;
  for (const { transfer } of next.files ?? []) {
    const { phase } = transfer;
    if (phase.name === 'lost') return { ...next, state: { name: 'failed', code: 'not_found' } };
    if (phase.name === 'failed') {
      const { code, details } = phase;
      return { ...next, state: { name: 'failed', code, ...(details !== undefined && { details }) } };
    }
  }
  return next;
}

function move(file: OutgoingFile, event: TransferEvent): OutgoingFile {
  const transfer = updateTransfer(file.transfer, event);
  return transfer === file.transfer ? file : { ...file, transfer };
}

function mapFiles(entry: Outgoing, map: (file: OutgoingFile) => OutgoingFile): Outgoing {
  const files = entry.files?.map(map);
  return files?.some((file, index) => file !== entry.files?.[index]) ? { ...entry, files } : entry;
}

function replace(outbox: Outbox, map: (entry: Outgoing) => Outgoing): Outbox {
  const next = outbox.map(map);
  return next.some((entry, index) => entry !== outbox[index]) ? next : outbox;
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
