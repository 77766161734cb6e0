// When quiet hours are, in the person's own time zone.
import type { QuietHours } from './preferences.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether a time zone is known. */
export function isZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Whether it is quiet at a moment. Equal ends mean the whole day. */
export function isQuiet({ days, from, to, zone }: QuietHours, at: Date): boolean {
  const local = new Date(wallClock(zone, at.getTime()));
  const now = local.getUTCHours() * 60 + local.getUTCMinutes();
  const today = local.getUTCDay();
  const [start, end] = [minutesOf(from), minutesOf(to)];
  if (start < end) return days.includes(today) && now >= start && now < end;
  return (days.includes(today) && now >= start) || (days.includes((today + 6) % 7) && now < end);
}

/** The next moment after `at` when it may begin or end to be quiet; null when it never is. */
export function nextEdge(hours: QuietHours, at: Date): Date | null {
  if (hours.days.length === 0) return null;
  const now = at.getTime();
  const midnight = Math.floor(wallClock(hours.zone, now) / day) * day;
  const found: number[] = [];
  for (let ahead = 0; ahead <= 8; ahead++) {
    for (const time of [hours.from, hours.to]) {
      found.push(...momentsOf(hours.zone, midnight + ahead * day + minutesOf(time) * minute));
    }
  }
  const quiet = isQuiet(hours, at);
  const edge = found
    .filter(moment => moment > now)
    .sort((a, b) => a - b)
    .find(moment => isQuiet(hours, new Date(moment)) !== quiet);
  return edge === undefined ? null : new Date(edge);
}

/** What the clock on the wall shows, as if it hung in UTC. */
function wallClock(zone: string, at: number): number {
  const parts = formatOf(zone).formatToParts(at);
  const [year = 0, month = 1, date = 1, hour = 0, minutes = 0] = (
    ['year', 'month', 'day', 'hour', 'minute'] as const
  ).map(type => Number(parts.find(part => part.type === type)?.value));
  return Date.UTC(year, month - 1, date, hour, minutes);
}

/** The moments at which the wall shows this; around a change of the clocks there may be two, or none but near ones. */
function momentsOf(zone: string, wall: number): number[] {
  const offsetAt = (at: number) => wallClock(zone, at) - Math.floor(at / minute) * minute;
  return [...new Set([wall - offsetAt(wall - day), wall - offsetAt(wall + day)])];
}

function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const held = formats.get(zone);
  if (held !== undefined) return held;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(zone, made);
  return made;
}
