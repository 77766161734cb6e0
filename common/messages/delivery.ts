// How far a message got: watermarks that only grow, and the state they give each own message.
import type { UserId } from '../ids.ts';

export type DeliveryState = 'sending' | 'sent' | 'delivered' | 'read' | 'failed';

/** One member's watermarks, as seqs. Read implies delivered. */
export interface Watermarks {
  readonly delivered: number;
  readonly read: number;
}

/** [DLV1] Moves watermarks forward; returns the same object when nothing moves. Read moves delivered along. */
export function advance(marks: Watermarks, to: Partial<Watermarks>): Watermarks {
  const read = Math.max(marks.read, to.read ?? 0);
  const delivered = Math.max(marks.delivered, to.delivered ?? 0, read);
  return read === marks.read && delivered === marks.delivered ? marks : { delivered, read };
}

/**
 * [DLV2] Own messages count as read and delivered for their sender: a message of one's own right above
 * the watermark moves it. One above a message of others that is unread does not: that one stays unread.
 */
export function advanceOwn(marks: Watermarks, seq: number): Watermarks {
  return advance(marks, {
    delivered: marks.delivered === seq - 1 ? seq : 0,
    read: marks.read === seq - 1 ? seq : 0,
  });
}

/** [DLV3] The state of an acknowledged own message: what all the others have reached (in a direct chat, the other). */
export function deliveryOf(
  seq: number,
  senderId: UserId,
  members: readonly ({ readonly userId: UserId } & Watermarks)[],
): DeliveryState {
  const others = members.filter(member => member.userId !== senderId);
  if (others.length === 0) return 'sent';
  if (others.every(member => member.read >= seq)) return 'read';
  return others.every(member => member.delivered >= seq) ? 'delivered' : 'sent';
}
