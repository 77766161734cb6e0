// One file on its way to the server, in pieces: what is to be done next, and what each answer means. Pure.
import { assertNever } from '../assert.ts';
import { type ErrorCode, errorCodes } from '../errors.ts';
import type { FileId } from '../ids.ts';
import type { StoredFile, UploadState } from './file.ts';

export type Phase =
  /** The server knows nothing of it. */
  | { readonly name: 'new' }
  | { readonly name: 'opening' }
  /** The next piece begins at `offset`. */
  | { readonly name: 'ready'; readonly uploadId: FileId; readonly offset: number }
  | { readonly name: 'sending'; readonly uploadId: FileId; readonly offset: number }
  /** An answer was lost: the server has `offset` bytes at least. */
  | { readonly name: 'unsure'; readonly uploadId: FileId; readonly offset: number }
  | { readonly name: 'asking'; readonly uploadId: FileId; readonly offset: number }
  | { readonly name: 'done'; readonly file: StoredFile }
  /** Its bytes are not on this device any more. */
  | { readonly name: 'lost' }
  | {
      readonly name: 'failed';
      readonly code: ErrorCode;
      readonly details?: unknown;
      /** Where to go on when it is tried again. */
      readonly place?: { readonly uploadId: FileId; readonly offset: number };
    };

export interface Transfer {
  readonly size: number;
  readonly phase: Phase;
  /** Answers in a row that allow another try. */
  readonly refusals: number;
}

export type TransferEvent =
  /** The next step was begun. */
  | { readonly type: 'taken' }
  | { readonly type: 'told'; readonly state: UploadState }
  | { readonly type: 'refused'; readonly code: ErrorCode; readonly details?: unknown }
  /** No answer will come. */
  | { readonly type: 'cut' }
  | { readonly type: 'missing' }
  | { readonly type: 'retried' };

/** After so many refusals in a row that allow another try, a person decides. */
export const mostTransferRefusals = 6;

export const newTransfer = (size: number): Transfer => ({ size, phase: { name: 'new' }, refusals: 0 });

/** What is to be asked of the server now; null while an answer is awaited, or at the end. */
export function nextStep({ phase }: Transfer): 'open' | 'ask' | 'send' | null {
  switch (phase.name) {
    case 'new':
      return 'open';
    case 'unsure':
      return 'ask';
    case 'ready':
      return 'send';
    default:
      return null;
  }
}

/** Bytes that the server is known to have. */
export function arrived({ phase, size }: Transfer): number {
  if (phase.name === 'done') return size;
  if (phase.name === 'failed') return phase.place?.offset ?? 0;
  return 'offset' in phase ? phase.offset : 0;
}

/** [UP1] It is done only with the server's word for the whole file; what comes late or twice changes nothing. */
export function updateTransfer(transfer: Transfer, event: TransferEvent): Transfer {
  const { phase } = transfer;
  switch (event.type) {
    case 'taken':
      return to(transfer, begun(phase));
    case 'told':
      return isAwaited(phase) ? told(transfer, event.state) : transfer;
    case 'refused':
      return isAwaited(phase) ? refused(transfer, event) : transfer;
    case 'cut':
      return to(transfer, back(phase));
    case 'missing':
      return phase.name === 'done' ? transfer : to(transfer, { name: 'lost' });
    case 'retried':
      if (phase.name !== 'failed') return transfer;
      return {
        ...transfer,
        refusals: 0,
        phase: phase.place ? { name: 'unsure', ...phase.place } : { name: 'new' },
      };
    default:
      return assertNever(event);
  }
}

type Awaited = Extract<Phase, { name: 'opening' | 'sending' | 'asking' }>;

function isAwaited(phase: Phase): phase is Awaited {
  return phase.name === 'opening' || phase.name === 'sending' || phase.name === 'asking';
}

function to(transfer: Transfer, phase: Phase): Transfer {
  return phase === transfer.phase ? transfer : { ...transfer, phase };
}

function begun(phase: Phase): Phase {
  if (phase.name === 'new') return { name: 'opening' };
  if (phase.name === 'unsure') return { ...phase, name: 'asking' };
  return phase.name === 'ready' ? { ...phase, name: 'sending' } : phase;
}

/** [UP2] After a cut the server is asked where to go on: it may have more than it could say. */
function back(phase: Phase): Phase {
  if (phase.name === 'opening') return { name: 'new' };
  return phase.name === 'sending' || phase.name === 'asking' ? { ...phase, name: 'unsure' } : phase;
}

function told(transfer: Transfer, { uploadId, offset, file }: UploadState): Transfer {
  if (file !== undefined) return { ...transfer, refusals: 0, phase: { name: 'done', file } };
  const grown = offset > arrived(transfer);
  // All bytes without a file: the server is still looking into them, or could not; the same end again gives the file.
  return {
    ...transfer,
    refusals: grown ? 0 : transfer.refusals,
    phase: { name: 'ready', uploadId, offset },
  };
}

function refused(transfer: Transfer, { code, details }: TransferEvent & { type: 'refused' }): Transfer {
  const phase = transfer.phase as Awaited;
  const refusals = transfer.refusals + 1;
  const tired = refusals >= mostTransferRefusals;
  const place = phase.name === 'opening' ? undefined : { uploadId: phase.uploadId, offset: phase.offset };
  const failed: Phase = {
    name: 'failed',
    code,
    ...(details !== undefined && { details }),
    // An upload that is over can not be gone on with.
    ...(place && code !== 'not_found' && { place }),
  };
  if (tired) return { ...transfer, refusals, phase: failed };
  // [UP3] An upload that the server has forgotten begins anew; one that is elsewhere is asked about.
  if (place !== undefined && code === 'not_found') return { ...transfer, refusals, phase: { name: 'new' } };
  if (code === 'conflict' && phase.name === 'sending') return { ...transfer, refusals, phase: back(phase) };
  return { ...transfer, refusals, phase: errorCodes[code].retryable ? back(phase) : failed };
}
