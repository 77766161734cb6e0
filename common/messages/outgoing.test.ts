// Files in the outbox: sent once all are in, without standing in the way of words.
import { describe, expect, test } from 'vitest';
import { newTransfer, type TransferEvent } from '../files/transfer.ts';
import type { ChatId, FileId } from '../ids.ts';
import { limits } from '../limits.ts';
import { nextToSend, type Outbox, type OutboxEvent, updateOutbox } from './outbox.ts';
import { fileIdsOf, type OutgoingFile } from './outgoing.ts';

const small = 1000;
const file = (id: string, size = small): OutgoingFile => ({
  id,
  name: id,
  type: 'a/b',
  size,
  transfer: newTransfer(size),
});
const written = (clientId: string, ...files: OutgoingFile[]): OutboxEvent => ({
  type: 'written',
  message: {
    clientId,
    chatId: 'c1' as ChatId,
    text: clientId,
    createdAt: '2026-01-01T00:00:00Z',
    ...(files.length > 0 && { files }),
  },
});
const on = (clientId: string, fileId: string, event: TransferEvent): OutboxEvent => ({
  type: 'transfer',
  clientId,
  fileId,
  event,
});
const run = (...events: OutboxEvent[]) => events.reduce<Outbox>(updateOutbox, []);
const ids = (outbox: Outbox) => nextToSend(outbox).map(({ clientId }) => clientId);
const arrives = (clientId: string, fileId: string): OutboxEvent[] => [
  on(clientId, fileId, { type: 'taken' }),
  on(clientId, fileId, {
    type: 'told',
    state: {
      uploadId: fileId as FileId,
      offset: small,
      size: small,
      file: { id: fileId as FileId, name: fileId, type: 'a/b', size: small },
    },
  }),
];

describe('a message with files', () => {
  test('goes out when the last of its files is in, with their ids in order', () => {
    const waiting = run(written('a', file('f1'), file('f2')), ...arrives('a', 'f2'));
    expect(ids(waiting)).toEqual([]);
    const whole = arrives('a', 'f1').reduce(updateOutbox, waiting);
    expect(ids(whole)).toEqual(['a']);
    expect(whole[0] && fileIdsOf(whole[0])).toEqual(['f1', 'f2']);
  });

  test('[OUT3] small files keep their place before the words after them, until they meet trouble', () => {
    const outbox = run(written('a', file('f1')), written('b'));
    expect(ids(outbox)).toEqual([]);
    const refused = [
      on('a', 'f1', { type: 'taken' }),
      on('a', 'f1', { type: 'refused', code: 'unavailable' }),
    ].reduce(updateOutbox, outbox);
    expect(ids(refused)).toEqual(['b']);
  });

  test('[OUT3] large files let the words after them pass', () => {
    expect(ids(run(written('a', file('f1', limits.orderedUploadBytes + 1)), written('b')))).toEqual(['b']);
  });

  test('waits for its writer when a file is refused, with the reason, and goes on when it is tried again', () => {
    const details = { quota: { of: 'user' } };
    const failed = run(
      written('a', file('f1')),
      on('a', 'f1', { type: 'taken' }),
      on('a', 'f1', { type: 'refused', code: 'too_large', details }),
    );
    expect(failed[0]?.state).toEqual({ name: 'failed', code: 'too_large', details });
    const again = updateOutbox(failed, { type: 'retried', clientId: 'a' });
    expect(again[0]?.state.name).toBe('waiting');
    expect(again[0]?.files?.[0]?.transfer.phase.name).toBe('new');
  });

  test('says that a file is gone from the device, and keeps the words', () => {
    const [entry] = run(written('a', file('f1')), on('a', 'f1', { type: 'missing' }));
    expect(entry).toMatchObject({ text: 'a', state: { name: 'failed', code: 'not_found' } });
  });

  test('[OUT4] brings its files again when the server has let go of them, once', () => {
    const gone: OutboxEvent = { type: 'refused', clientId: 'a', code: 'not_found' };
    const taken: OutboxEvent = { type: 'taken', clientId: 'a' };
    const outbox = run(written('a', file('f1')), ...arrives('a', 'f1'), taken, gone);
    expect(outbox[0]).toMatchObject({ clientId: 'a', state: { name: 'waiting' } });
    expect(outbox[0]?.files?.[0]?.transfer).toEqual(newTransfer(small));
    const twice = [...arrives('a', 'f1'), taken, gone].reduce(updateOutbox, outbox);
    expect(twice[0]?.state).toEqual({ name: 'failed', code: 'not_found' });
  });

  test('a cut makes an upload ask where it was', () => {
    const outbox = run(
      written('a', file('f1')),
      on('a', 'f1', { type: 'taken' }),
      on('a', 'f1', { type: 'told', state: { uploadId: 'u' as FileId, offset: 10, size: small } }),
      on('a', 'f1', { type: 'taken' }),
      { type: 'disconnected' },
    );
    expect(outbox[0]?.files?.[0]?.transfer.phase).toEqual({ name: 'unsure', uploadId: 'u', offset: 10 });
  });
});
