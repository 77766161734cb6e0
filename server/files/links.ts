// Addresses that open one file for one person for some minutes: what <img> and <video> need, who can send no header.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '../../common/errors.ts';
import type { FileId, UserId } from '../../common/ids.ts';
import { times } from '../../common/limits.ts';
import type { Clock } from '../context.ts';

export type Links = ReturnType<typeof createLinks>;

export function createLinks(secret: string, clock: Clock) {
  const key = createHmac('sha256', secret).update('file-links').digest();
  const sign = (id: FileId, userId: UserId, ends: string) =>
    createHmac('sha256', key).update(`${id}/${userId}/${ends}`).digest();

  return {
    /** The token that goes into the address, and when it ends. */
    make(id: FileId, userId: UserId): { token: string; expiresAt: Date } {
      const expiresAt = new Date(clock.now().getTime() + times.fileLink);
      const ends = expiresAt.getTime().toString(36);
      return { token: `${userId}.${ends}.${sign(id, userId, ends).toString('base64url')}`, expiresAt };
    },

    /** Whom the token was made for. Errors: `unauthorized` when it is forged, over, or of another file. */
    read(id: FileId, token: string): UserId {
      const [userId = '', ends = '', given = ''] = token.split('.');
      const right = sign(id, userId as UserId, ends);
      const held = Buffer.from(given, 'base64url');
      const good = held.length === right.length && timingSafeEqual(held, right);
      if (!good || Number.parseInt(ends, 36) < clock.now().getTime()) {
        throw new AppError('unauthorized', 'This link is over; ask for a new one');
      }
      return userId as UserId;
    },
  };
}
