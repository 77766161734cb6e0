// Brings the files of the outbox to the server: step by step, a few at once, again after a cut and after a restart.
import { createStore, type StoreApi } from 'zustand/vanilla';
import { AppError } from '../../../common/errors.ts';
import { arrived, nextStep } from '../../../common/files/transfer.ts';
import { limits } from '../../../common/limits.ts';
import type { Outbox } from '../../../common/messages/outbox.ts';
import type { Outgoing, OutgoingFile } from '../../../common/messages/outgoing.ts';
import type { Disposer } from '../../ipc/channels.ts';
import type { OutboxParts } from '../messages/outbox.ts';
import type { Api } from '../transport/api.ts';
import { backoff } from '../transport/backoff.ts';
import type { Timers } from '../transport/timers.ts';
import type { UploadApi } from '../transport/uploadApi.ts';
import type { Keeper } from './keeper.ts';
import { noted, type Speed, still } from './speed.ts';

/** How far a file is on its way. */
export interface Progress {
  readonly sent: number;
  readonly speed: Speed;
}

export interface UploadsParts {
  readonly store: StoreApi<Readonly<Record<string, Progress>>>;
  connected(): void;
  disconnected(): void;
  dispose: Disposer;
}

interface UploadsOptions {
  readonly outbox: Pick<OutboxParts, 'store' | 'transfer'>;
  readonly api: Pick<Api, 'openUpload' | 'uploadState' | 'cancelUpload'> & UploadApi;
  readonly keeper: Keeper;
  readonly timers: Timers;
  readonly random: () => number;
  readonly onDefect: (error: unknown) => void;
}

/** Files that are on their way at the same time. */
const atOnce = 2;

/** The uploads of one account. */
export function createUploads(options: UploadsOptions): UploadsParts {
  const { outbox, api, keeper, timers, random, onDefect } = options;
  const store = createStore<Readonly<Record<string, Progress>>>(() => ({}));
  const running = new Map<string, AbortController>();
  const resting = new Set<string>();
  let connected = false;

  const progress = ({ id }: OutgoingFile, sent: number) => {
    const speed = noted(store.getState()[id]?.speed ?? still, timers.monotonic(), sent);
    store.setState({ [id]: { sent, speed } });
  };

  const pump = () => {
    if (!connected) return;
    for (const [entry, file] of filesOf(outbox.store.getState().entries)) {
      if (running.size >= atOnce) return;
      const idle = !running.has(file.id) && !resting.has(file.id);
      if (idle && entry.state.name === 'waiting' && nextStep(file.transfer)) void step(entry, file);
    }
  };

  const step = async (entry: Outgoing, file: OutgoingFile) => {
    const { clientId } = entry;
    const abort = new AbortController();
    running.set(file.id, abort);
    const tell: (event: Parameters<OutboxParts['transfer']>[2]) => void = event =>
      outbox.transfer(clientId, file.id, event);
    tell({ type: 'taken' });
    try {
      const state = await ask(file, abort.signal);
      if (state === null) tell({ type: 'missing' });
      else tell({ type: 'told', state });
    } catch (error) {
      if (!(error instanceof AppError)) onDefect(error);
      const { code, details } = error instanceof AppError ? error : new AppError('internal', '');
      if (isCut(error)) tell({ type: 'cut' });
      else tell({ type: 'refused', code, details });
      rest(file);
    }
    running.delete(file.id);
    pump();
  };

  const ask = async (file: OutgoingFile, signal: AbortSignal) => {
    const { name, size, duration, waveform, poster, transfer } = file;
    const { phase } = transfer;
    const blob = await keeper.get(file.id);
    if (blob === null) return null;
    if (!('uploadId' in phase))
      return api.openUpload({
        name,
        size,
        ...(duration !== undefined && { duration }),
        ...(waveform !== undefined && { waveform }),
        ...(poster !== undefined && { poster }),
      });
    const { uploadId, offset } = phase;
    if (nextStep(transfer) === 'ask') return api.uploadState(uploadId);
    progress(file, offset);
    const body = blob.slice(offset, offset + limits.uploadPieceBytes);
    const onProgress = (bytes: number) => progress(file, offset + Math.min(bytes, body.size));
    return api.uploadPiece(uploadId, offset, { body, onProgress, signal });
  };

  const rest = ({ id, transfer }: OutgoingFile) => {
    resting.add(id);
    timers.after(backoff(transfer.refusals + 1, random), () => {
      resting.delete(id);
      pump();
    });
  };

  // What is no longer wanted is called off, here and on the server.
  const leave = (before: Outbox, after: Outbox) => {
    const now = new Set(filesOf(after).map(([, { id }]) => id));
    for (const [, file] of filesOf(before)) {
      if (now.has(file.id)) continue;
      running.get(file.id)?.abort();
      keeper.drop(file.id);
      const { [file.id]: _, ...others } = store.getState();
      store.setState(others, true);
      const { phase } = file.transfer;
      const place = phase.name === 'failed' ? phase.place : 'uploadId' in phase ? phase : undefined;
      // The server lets go of it by itself after a day.
      if (place) void api.cancelUpload(place.uploadId).catch((error: unknown) => report(error));
    }
  };
  const report = (error: unknown) => {
    if (!(error instanceof AppError)) onDefect(error);
  };

  const unsubscribe = outbox.store.subscribe(({ entries }, { entries: before }) => {
    leave(before, entries);
    pump();
  });
  return {
    store,
    connected() {
      connected = true;
      resting.clear();
      pump();
    },
    disconnected() {
      connected = false;
      for (const abort of running.values()) abort.abort();
    },
    dispose() {
      connected = false;
      unsubscribe();
      for (const abort of running.values()) abort.abort();
    },
  };
}

function filesOf(entries: Outbox): readonly (readonly [Outgoing, OutgoingFile])[] {
  return entries.flatMap(entry => (entry.files ?? []).map(file => [entry, file] as const));
}

function isCut(error: unknown): boolean {
  const offline = (details: unknown) => (details as { offline?: boolean } | null)?.offline === true;
  return error instanceof AppError && error.code === 'unavailable' && offline(error.details);
}

/** Bytes of a message's files that are known or believed to be there, and all of them. */
export function sumOf(
  files: readonly OutgoingFile[],
  progress: Readonly<Record<string, Progress>>,
): { readonly sent: number; readonly size: number } {
  let sent = 0;
  let size = 0;
  for (const file of files) {
    const told = arrived(file.transfer);
    sent += Math.max(told, file.transfer.phase.name === 'sending' ? (progress[file.id]?.sent ?? 0) : 0);
    size += file.size;
  }
  return { sent, size };
}
