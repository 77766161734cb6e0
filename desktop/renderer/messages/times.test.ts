// Presets lie ahead, and mean what they say.
import { expect, test } from 'vitest';
import { dayInput, localInput, presetDays, presetTimes, readDay } from './times.ts';

const keys = (now: Date) => presetTimes(now).map(({ key }) => key);

test('what has passed, or is tomorrow anyway, is not offered', () => {
  // 6 May 2026 is a Wednesday.
  expect(keys(new Date(2026, 4, 6, 10))).toEqual(['inAnHour', 'thisEvening', 'tomorrow', 'monday']);
  expect(keys(new Date(2026, 4, 6, 17, 30))).toEqual(['inAnHour', 'tomorrow', 'monday']);
  expect(keys(new Date(2026, 4, 10, 20))).toEqual(['inAnHour', 'tomorrow']);
});

test('Monday is the next one, at nine', () => {
  const monday = presetTimes(new Date(2026, 4, 4, 8)).find(({ key }) => key === 'monday');
  expect(monday?.at).toEqual(new Date(2026, 4, 11, 9));
});

test('a moment is written as its field wants it', () => {
  expect(localInput(new Date(2026, 0, 2, 3, 4))).toBe('2026-01-02T03:04');
});

test('days that one may look for lie after the beginning', () => {
  const days = (began: Date) => presetDays(new Date(2026, 4, 6, 10), began).map(({ key }) => key);
  expect(days(new Date(2026, 0, 1, 8))).toEqual(['yesterday', 'weekAgo', 'monthAgo', 'beginning']);
  expect(days(new Date(2026, 4, 3, 8))).toEqual(['yesterday', 'beginning']);
  expect(days(new Date(2026, 4, 6, 9))).toEqual(['beginning']);
});

test('a day is written and read as its field does', () => {
  expect(dayInput(new Date(2026, 0, 2, 23, 59))).toBe('2026-01-02');
  expect(readDay('2026-01-02')).toEqual(new Date(2026, 0, 2));
  expect([readDay(''), readDay('2026-13-02')]).toEqual([null, null]);
});
