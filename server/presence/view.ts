// What one person's devices and last words add up to at a moment.
import type { DeviceId, UserId } from '../../common/ids.ts';
import { mergeStatus, type Status } from '../../common/presence/presence.ts';
import { isQuiet } from '../../common/presence/quiet.ts';
import type { ConnectionDoc, PersonDoc } from './store.ts';

/** How long a device may be away before anyone is told: a reconnect within it is seen by nobody. */
export const grace = 2_000;

export interface View {
  userId: UserId;
  status: Status;
  text: string | undefined;
  /** Devices whose grace has passed. */
  faded: DeviceId[];
  /** When the next one's grace passes. */
  fadesAt: number | null;
  /** When the last device left; null while one is there. */
  leftAt: Date | null;
}

/** `devices` are all connections of this person. */
export function viewOf(
  userId: UserId,
  devices: readonly ConnectionDoc[],
  person: PersonDoc | undefined,
  now: Date,
): View {
  const live = devices.filter(device => device.goneAt === undefined);
  const gone = devices.flatMap(({ _id, goneAt }) => (goneAt === undefined ? [] : [{ _id, goneAt }]));
  const fading = gone.filter(({ goneAt }) => goneAt.getTime() + grace > now.getTime());
  const faded = gone.filter(({ goneAt }) => goneAt.getTime() + grace <= now.getTime());
  const last = Math.max(...gone.map(({ goneAt }) => goneAt.getTime()));
  const merged = mergeStatus(live.map(device => device.status));
  const textIsOver = person?.textUntil !== undefined && person.textUntil <= now;
  const waits = live.length === 0 && fading.length > 0;
  return {
    userId,
    status: waits
      ? (person?.status ?? 'offline')
      : merged !== 'offline' && isResting(person, now)
        ? 'dnd'
        : merged,
    text: textIsOver ? undefined : person?.text,
    faded: faded.map(device => device._id),
    fadesAt: fading.length === 0 ? null : Math.min(...fading.map(({ goneAt }) => goneAt.getTime() + grace)),
    leftAt: live.length > 0 || fading.length > 0 || gone.length === 0 ? null : new Date(last),
  };
}

/** [PREF2] Quiet hours are "do not disturb", unless another choice was made by hand since they began. */
function isResting(person: PersonDoc | undefined, now: Date): boolean {
  if (person?.quietHours === undefined) return false;
  const awake = person.awakeUntil !== undefined && person.awakeUntil > now;
  return !awake && isQuiet(person.quietHours, now);
}
