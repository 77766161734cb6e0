// Moments and durations in words; the locale and the present moment are arguments.
import type { TFunction } from 'i18next';

export type TimeStyle = 'list' | 'clock' | 'day' | 'moment' | 'full';

type Format = (at: Date, now: Date, language: string, t: TFunction) => string;

const formats = new Map<string, Intl.DateTimeFormat>();

/** The system's own variant of the language ("en-GB" for "en"), so that clocks read as people have them set. */
export function localeFor(language: string, system: readonly string[]): string {
  return system.find(locale => locale.split('-')[0] === language.split('-')[0]) ?? language;
}

// Making an Intl formatter costs far more than using one, and lists format hundreds of times.
function formatWith(at: Date, language: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${language} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(localeFor(language, globalThis.navigator?.languages ?? []), options);
    formats.set(key, format);
  }
  return format.format(at);
}

/** Whole calendar days from `at` to `now` in local time; 0 is today. */
export function daysBetween(at: Date, now: Date): number {
  const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return Math.round((midnight(now) - midnight(at)) / 86_400_000);
}

/** The hour and the minute. */
export function formatClock(at: Date, language: string): string {
  return formatWith(at, language, { timeStyle: 'short' });
}

const list: Format = (at, now, language, t) => {
  const days = daysBetween(at, now);
  if (days <= 0)
    return Math.abs(now.getTime() - at.getTime()) < 60_000 ? t('time.now') : formatClock(at, language);
  if (days === 1) return t('time.yesterday');
  if (days < 7) return formatWith(at, language, { weekday: 'short' });
  const year = at.getFullYear() === now.getFullYear() ? undefined : ('numeric' as const);
  return formatWith(at, language, { day: 'numeric', month: 'short', year });
};

const day: Format = (at, now, language, t) => {
  const days = daysBetween(at, now);
  if (days === 0) return t('time.today');
  if (days === 1) return t('time.yesterday');
  const year = at.getFullYear() === now.getFullYear() ? undefined : ('numeric' as const);
  return formatWith(at, language, { weekday: 'long', day: 'numeric', month: 'long', year });
};

/** How each kind of Time is written. */
export const styleOf: Readonly<Record<TimeStyle, Format>> = {
  list,
  day,
  clock: (at, _now, language) => formatClock(at, language),
  moment: (at, _now, language) => formatWith(at, language, { dateStyle: 'medium', timeStyle: 'short' }),
  full: (at, _now, language) => formatWith(at, language, { dateStyle: 'full', timeStyle: 'short' }),
};

/** When someone was last here: "last seen 5 minutes ago". */
export function formatLastSeen(at: Date, now: Date, language: string, t: TFunction): string {
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000);
  if (minutes < 1) return t('presence.lastSeenNow');
  if (minutes < 60) return t('presence.lastSeenMinutes', { count: minutes });
  const days = daysBetween(at, now);
  const time = formatClock(at, language);
  if (days === 0) return t('presence.lastSeenToday', { time });
  if (days === 1) return t('presence.lastSeenYesterday', { time });
  return t('presence.lastSeenDate', { date: list(at, now, language, t) });
}

/** The length of a call: 0:07, 12:40, 1:02:03. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (part: number) => String(part).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
