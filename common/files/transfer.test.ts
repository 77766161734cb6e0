// An upload against a server that is cut off, forgets, refuses, and answers twice.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../errors.ts';
import type { FileId } from '../ids.ts';
import type { StoredFile, UploadState } from './file.ts';
import {
  arrived,
  mostTransferRefusals,
  newTransfer,
  nextStep,
  type Transfer,
  type TransferEvent,
  updateTransfer,
} from './transfer.ts';

const id = 'u1' as FileId;
const file: StoredFile = { id, name: 'a', type: 'b/c', size: 30 };
const run = (...events: TransferEvent[]) => events.reduce(updateTransfer, newTransfer(30));
const taken: TransferEvent = { type: 'taken' };
const told = (offset: number, whole?: StoredFile): TransferEvent => ({
  type: 'told',
  state: { uploadId: id, offset, size: 30, ...(whole && { file: whole }) },
});
const refused = (code: ErrorCode, details?: unknown): TransferEvent => ({ type: 'refused', code, details });

describe('an upload', () => {
  test('is opened, sent piece by piece, and done with the file', () => {
    expect(nextStep(run())).toBe('open');
    expect(nextStep(run(taken))).toBeNull();
    const ready = run(taken, told(0));
    expect(nextStep(ready)).toBe('send');
    expect(arrived(run(taken, told(0), taken, told(10)))).toBe(10);
    expect(run(taken, told(0), taken, told(30, file)).phase).toEqual({ name: 'done', file });
  });

  test('[UP2] asks where to go on after a cut, and goes on there', () => {
    const cut = run(taken, told(0), taken, told(10), taken, { type: 'cut' });
    expect(nextStep(cut)).toBe('ask');
    const asked = [taken, told(17)].reduce(updateTransfer, cut);
    expect(asked.phase).toEqual({ name: 'ready', uploadId: id, offset: 17 });
  });

  test('[UP3] begins anew when the server has forgotten it, and asks when it is at another place', () => {
    expect(nextStep(run(taken, told(0), taken, refused('not_found')))).toBe('open');
    expect(nextStep(run(taken, told(0), taken, refused('conflict', { offset: 4 })))).toBe('ask');
  });

  test('fails at once for what no other try changes, with the reason, and goes on when it is tried again', () => {
    const full = run(taken, told(0), taken, told(10), taken, refused('too_large', { quota: { of: 'user' } }));
    expect(full.phase).toMatchObject({
      name: 'failed',
      code: 'too_large',
      details: { quota: { of: 'user' } },
    });
    expect(arrived(full)).toBe(10);
    expect(nextStep(updateTransfer(full, { type: 'retried' }))).toBe('ask');
    expect(
      nextStep([taken, refused('too_large'), { type: 'retried' } as const].reduce(updateTransfer, run())),
    ).toBe('open');
  });

  test('gives up only after several refusals in a row', () => {
    let transfer = run();
    for (let count = 1; count < mostTransferRefusals; count += 1) {
      transfer = [taken, refused('unavailable')].reduce(updateTransfer, transfer);
      expect(nextStep(transfer)).toBe('open');
    }
    expect([taken, refused('unavailable')].reduce(updateTransfer, transfer).phase.name).toBe('failed');
    const moved = [taken, told(0), taken, told(5)].reduce(updateTransfer, transfer);
    expect(moved.refusals).toBe(0);
  });

  test('says that its bytes are gone, but not of a file that is in', () => {
    expect(run({ type: 'missing' }).phase.name).toBe('lost');
    expect(run(taken, told(30, file), { type: 'missing' }).phase.name).toBe('done');
  });

  test('[UP1] a late or doubled answer is the same object', () => {
    const done = run(taken, told(30, file));
    const late: TransferEvent[] = [
      told(3),
      refused('forbidden'),
      { type: 'cut' },
      taken,
      { type: 'retried' },
    ];
    for (const event of late) expect(updateTransfer(done, event)).toBe(done);
    const ready = run(taken, told(0));
    expect(updateTransfer(ready, told(9))).toBe(ready);
  });
});

test('[UP1] whatever is cut, lost or refused for a while, the server ends with each byte once', () => {
  const trouble = fc.constantFrom('none', 'lost', 'half', 'answer', 'busy', 'forgets', 'moved');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.array(trouble, { maxLength: 60 }), (size, troubles) => {
      const server = { uploads: new Map<string, number[]>(), opened: 0 };
      let transfer = newTransfer(size);
      let turns = 0;
      while (transfer.phase.name !== 'done') {
        turns += 1;
        expect(turns).toBeLessThan(400);
        if (transfer.phase.name === 'failed') transfer = updateTransfer(transfer, { type: 'retried' });
        const step = nextStep(transfer);
        expect(step).not.toBeNull();
        transfer = updateTransfer(transfer, { type: 'taken' });
        transfer = updateTransfer(transfer, answer(server, transfer, step, troubles.shift() ?? 'none'));
        expect(arrived(transfer)).toBeLessThanOrEqual(size);
      }
      const kept = server.uploads.get(transfer.phase.file.id) ?? [];
      expect(kept).toEqual(Array.from({ length: size }, (_, index) => index));
    }),
  );
});

interface Server {
  uploads: Map<string, number[]>;
  opened: number;
}

const piece = 7;

function answer(
  server: Server,
  transfer: Transfer,
  step: ReturnType<typeof nextStep>,
  trouble: string,
): TransferEvent {
  const { phase, size } = transfer;
  if (trouble === 'lost') return { type: 'cut' };
  if (trouble === 'busy') return { type: 'refused', code: 'unavailable' };
  if (step === 'open') {
    server.opened += 1;
    server.uploads.set(`u${server.opened}`, []);
    if (trouble === 'answer') return { type: 'cut' };
    return { type: 'told', state: { uploadId: `u${server.opened}` as FileId, offset: 0, size } };
  }
  if (!('uploadId' in phase)) throw new Error('Nothing to answer');
  const { uploadId, offset } = phase;
  const held = server.uploads.get(uploadId);
  if (trouble === 'forgets') server.uploads.delete(uploadId);
  if (held === undefined || trouble === 'forgets') return { type: 'refused', code: 'not_found' };
  if (step === 'send') {
    if (offset !== held.length || trouble === 'moved') {
      return { type: 'refused', code: 'conflict', details: { offset: held.length } };
    }
    const most = trouble === 'half' ? Math.floor(piece / 2) : piece;
    for (let at = offset; at < Math.min(size, offset + most); at += 1) held.push(at);
  }
  if (trouble === 'answer' || trouble === 'half') return { type: 'cut' };
  const state: UploadState = { uploadId, offset: held.length, size };
  const whole = held.length === size && { file: { id: uploadId, name: 'a', type: 'b', size } };
  return { type: 'told', state: { ...state, ...whole } };
}
