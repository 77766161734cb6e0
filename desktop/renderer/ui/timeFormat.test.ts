// Moments read as people say them, in the language of the app.
import { createInstance } from 'i18next';
import { expect, test } from 'vitest';
import en from '../i18n/en.json' with { type: 'json' };
import sw from '../i18n/sw.json' with { type: 'json' };
import { daysBetween, formatDuration, formatLastSeen, localeFor, styleOf } from './timeFormat.ts';

const i18n = createInstance();
await i18n.init({ lng: 'sw', resources: { en: { translation: en }, sw: { translation: sw } } });
const swahili = i18n.getFixedT('sw');
const english = i18n.getFixedT('en');
const now = new Date(2026, 10, 24, 14, 5, 30);
const list = (at: Date) => styleOf.list(at, now, 'sw', swahili);

test('a list says now, then the clock, then the day, then the date', () => {
  expect(list(new Date(2026, 10, 24, 14, 5, 10))).toBe('sasa');
  expect(list(new Date(2026, 10, 24, 9, 7))).toBe('09:07');
  expect(list(new Date(2026, 10, 23, 23, 59))).toBe('Jana');
  expect(list(new Date(2026, 10, 20, 12, 0))).toBe('Ijumaa');
  expect(list(new Date(2026, 2, 3))).toBe('3 Mac');
  expect(list(new Date(2025, 2, 3))).toBe('3 Mac 2025');
});

test('a divider names the day', () => {
  expect(styleOf.day(now, now, 'sw', swahili)).toBe('Leo');
  expect(styleOf.day(new Date(2026, 10, 20), now, 'sw', swahili)).toContain('20 Novemba');
});

test('days are calendar days, not spans of 24 hours', () => {
  expect(daysBetween(new Date(2026, 10, 23, 23, 59), new Date(2026, 10, 24, 0, 1))).toBe(1);
  expect(daysBetween(new Date(2026, 10, 24, 0, 1), new Date(2026, 10, 24, 23, 59))).toBe(0);
});

test('last seen grows vaguer with time, and counts in the grammar of the language', () => {
  const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  expect(formatLastSeen(minutesAgo(0), now, 'en', english)).toBe('last seen just now');
  expect(formatLastSeen(minutesAgo(1), now, 'en', english)).toBe('last seen 1 minute ago');
  expect(formatLastSeen(minutesAgo(5), now, 'en', english)).toBe('last seen 5 minutes ago');
  expect(formatLastSeen(minutesAgo(5), now, 'sw', swahili)).toBe('alionekana dakika 5 zilizopita');
  expect(formatLastSeen(minutesAgo(120), now, 'sw', swahili)).toBe('alionekana leo saa 12:05');
});

test('the length of a call has hours only when it has lasted one', () => {
  expect(formatDuration(7)).toBe('0:07');
  expect(formatDuration(760.9)).toBe('12:40');
  expect(formatDuration(3723)).toBe('1:02:03');
  expect(formatDuration(-1)).toBe('0:00');
});

test("the system's variant of the language decides how clocks read", () => {
  expect(localeFor('en', ['sw-KE', 'en-GB'])).toBe('en-GB');
  expect(localeFor('sw', ['en-GB'])).toBe('sw');
});
