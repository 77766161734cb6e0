// Presence of one person, merged over devices.
import { type Static, Type } from 'typebox';
import { UserId } from '../ids.ts';
import { limits } from '../limits.ts';

export const OnlineStatus = Type.Union([Type.Literal('online'), Type.Literal('away'), Type.Literal('dnd')]);
export type OnlineStatus = Static<typeof OnlineStatus>;
export const Status = Type.Union([OnlineStatus, Type.Literal('offline')]);
export type Status = Static<typeof Status>;

export const StatusText = Type.String({ maxLength: limits.statusTextMax });

export const Presence = Type.Object({
  userId: UserId,
  status: Status,
  text: Type.Optional(Type.String()),
  lastSeen: Type.Optional(Type.String()),
});
export type Presence = Static<typeof Presence>;

/**
 * One person's status from those of all connected devices: do not disturb on one is do not disturb;
 * else online anywhere is online; away needs all of them away; none is offline.
 */
export function mergeStatus(devices: readonly OnlineStatus[]): Status {
  if (devices.length === 0) return 'offline';
  if (devices.includes('dnd')) return 'dnd';
  return devices.includes('online') ? 'online' : 'away';
}
