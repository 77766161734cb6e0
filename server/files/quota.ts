// How much one person, and all together, may keep.
import { AppError } from '../../common/errors.ts';
import type { UserId } from '../../common/ids.ts';
import type { Clock } from '../context.ts';

interface Parts {
  store: { used(ownerId?: UserId): Promise<number> };
  clock: Clock;
  /** In bytes; null for no bound. */
  perUser: number | null;
  perServer: number | null;
}

export type Quota = ReturnType<typeof createQuota>;

/** The sum over all files is read again after this time. */
const knows = 10_000;

export function createQuota({ store, clock, perUser, perServer }: Parts) {
  let all = { bytes: 0, until: 0 };

  async function usedByAll(): Promise<number> {
    const now = clock.now().getTime();
    if (all.until <= now) all = { bytes: await store.used(), until: now + knows };
    return all.bytes;
  }

  /** How many more bytes a person may bring, and the error for more. */
  async function room(ownerId: UserId): Promise<{ left: number; refuse(): never }> {
    if (perServer !== null) {
      const used = await usedByAll();
      if (perServer - used < (perUser ?? Infinity) - (perUser === null ? 0 : await store.used(ownerId))) {
        return { left: perServer - used, refuse: refusal('server', used, perServer) };
      }
    }
    if (perUser === null) return { left: Infinity, refuse: refusal('user', 0, 0) };
    const used = await store.used(ownerId);
    return { left: perUser - used, refuse: refusal('user', used, perUser) };
  }

  return {
    room,

    /** Errors: `too_large` when so many bytes more would be too many. */
    async require(ownerId: UserId, bytes: number): Promise<void> {
      const { left, refuse } = await room(ownerId);
      if (bytes > left) refuse();
    },

    async of(ownerId: UserId): Promise<{ used: number; quota: number | null }> {
      return { used: await store.used(ownerId), quota: perUser };
    },
  };
}

const refusal = (of: 'user' | 'server', used: number, quota: number) => (): never => {
  const words =
    of === 'user'
      ? 'Your space for files is used up; delete messages with files to make room'
      : 'The space for files on this server is used up; tell whoever runs it';
  throw new AppError('too_large', words, { quota: { of, used, bytes: quota } });
};
