import { expect, test } from 'vitest';
import type { UpdateState } from '../ipc/payloads.ts';
import { canRunSilently, failureOf, nextUpdate, type UpdateEvent } from './updatestate.ts';

const after = (...events: UpdateEvent[]) => events.reduce<UpdateState>(nextUpdate, { name: 'off' });
const feed = { kind: 'feed', known: true } as const;
const check = { kind: 'check' } as const;
const found = { kind: 'found', version: '2.0.0', notes: '- New' } as const;
const download = { kind: 'download' } as const;

test('without an address of updates nothing ever begins', () => {
  expect(after(check, found, download, { kind: 'failed', reason: 'failed' })).toEqual({ name: 'off' });
  expect(after(feed, check, { kind: 'feed', known: false })).toEqual({ name: 'off' });
});

test('an update is found, fetched and made ready, with its notes all the way', () => {
  expect(after(feed)).toEqual({ name: 'idle', checkedAt: null });
  expect(after(feed, check, { kind: 'none', at: 7 })).toEqual({ name: 'idle', checkedAt: 7 });
  expect(after(feed, check, found)).toEqual({ name: 'available', version: '2.0.0', notes: '- New' });
  const half = after(feed, check, found, download, { kind: 'progress', percent: 50 });
  expect(half).toEqual({ name: 'downloading', version: '2.0.0', notes: '- New', percent: 50 });
  expect(nextUpdate(half, { kind: 'progress', percent: 40 })).toBe(half);
  const ready = nextUpdate(half, { kind: 'downloaded' });
  expect(ready).toEqual({ name: 'ready', version: '2.0.0', notes: '- New' });
  expect(nextUpdate(ready, check)).toBe(ready);
});

test('what comes late or twice changes nothing, and after a failure one may try again', () => {
  const idle = after(feed);
  for (const late of [found, download, { kind: 'downloaded' }, { kind: 'progress', percent: 9 }] as const)
    expect(nextUpdate(idle, late)).toBe(idle);
  const checking = after(feed, check);
  expect(nextUpdate(checking, check)).toBe(checking);
  const failed = nextUpdate(checking, { kind: 'failed', reason: 'damaged' });
  expect(failed).toEqual({ name: 'error', reason: 'damaged' });
  expect(nextUpdate(failed, check)).toEqual({ name: 'checking' });
});

test('only a ready update is installed unasked, hidden in the tray, outside of a call, and where that is wished', () => {
  const quiet = { automatic: true, visible: false, inCall: false, status: 'ready' } as const;
  expect(canRunSilently(quiet)).toBe(true);
  expect(canRunSilently({ ...quiet, automatic: false })).toBe(false);
  expect(canRunSilently({ ...quiet, visible: true })).toBe(false);
  expect(canRunSilently({ ...quiet, inCall: true })).toBe(false);
  for (const status of ['off', 'idle', 'checking', 'available', 'downloading', 'error'] as const)
    expect(canRunSilently({ ...quiet, status })).toBe(false);
});

test('what went wrong is told by kind', () => {
  expect(failureOf('ERR_CHECKSUM_MISMATCH')).toBe('damaged');
  expect(failureOf('ERR_UPDATER_INVALID_SIGNATURE')).toBe('damaged');
  expect(failureOf('ENOTFOUND')).toBe('unreachable');
  expect(failureOf('ERR_UPDATER_CHANNEL_FILE_NOT_FOUND')).toBe('unreachable');
  expect(failureOf(undefined)).toBe('failed');
});
