// The banner believes the network before the socket.
import { expect, test } from 'vitest';
import { noticeOf } from './online.ts';

const ready = { name: 'ready', resumeAfter: null } as const;
const waiting = { name: 'waiting', attempt: 1, delay: 500, renew: false } as const;

test('a machine without a network is offline at once, though its socket does not know yet', () => {
  expect(noticeOf(ready, false, false)).toBe('offline');
  expect(noticeOf(waiting, false, false)).toBe('offline');
});

test('a break is told only when it lasts', () => {
  expect(noticeOf(waiting, true, false)).toBeNull();
  expect(noticeOf(waiting, true, true)).toBe('reconnecting');
  expect(noticeOf(ready, true, true)).toBeNull();
});

test('a window that another one replaced says so, with a network or without', () => {
  expect(noticeOf({ name: 'stopped', reason: 'replaced' }, false, true)).toBe('elsewhere');
  expect(noticeOf({ name: 'stopped', reason: 'signed_out' }, false, true)).toBeNull();
});
