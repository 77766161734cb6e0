// Quiet hours: whether a moment lies in them, by the clock of the zone they were set in.
import type { QuietHours } from '../../../common/presence/preferences.ts';

const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Hours that end on the next day belong to the day on which they began. */
export function inQuietHours(hours: QuietHours | null, now: number): boolean {
  if (hours === null || hours.days.length === 0) return false;
  const { day, minute } = zoned(now, hours.zone);
  const from = minutesOf(hours.from);
  const to = minutesOf(hours.to);
  const today = hours.days.includes(day);
  const yesterday = hours.days.includes((day + 6) % 7);
  if (from < to) return today && minute >= from && minute < to;
  return (today && minute >= from) || (yesterday && minute < to);
}

function zoned(now: number, zone: string): { day: number; minute: number } {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now);
  const of = (type: string) => parts.find(part => part.type === type)?.value ?? '';
  return { day: dayNames.indexOf(of('weekday')), minute: minutesOf(`${of('hour')}:${of('minute')}`) };
}

function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}
