// [SYNC1] A short mark of what a chat is: the same on both sides when nothing is to be told.
import type { Chat } from './chat.ts';

/** The watermarks only grow, so that equal sums are equal parts. */
export function markOf({ rev, version = 0, members, unread, left }: Chat): string {
  const sum = (kind: 'delivered' | 'read') => members.reduce((total, member) => total + member[kind], 0);
  return [rev, version, sum('delivered'), sum('read'), unread, ...(left ? ['left'] : [])].join('.');
}
