// Quiet hours hold in their own zone, also over midnight.
import { expect, test } from 'vitest';
import type { QuietHours } from '../../../common/presence/preferences.ts';
import { inQuietHours } from './quiet.ts';

// Nairobi is three hours ahead of UTC; 4 May 2026 is a Monday.
const at = (day: number, hour: number) => Date.UTC(2026, 4, day, hour - 3, 30);
const hours = (part: Partial<QuietHours>): QuietHours => ({
  days: [1],
  from: '22:00',
  to: '07:00',
  zone: 'Africa/Nairobi',
  ...part,
});

test('hours over midnight belong to the day on which they began', () => {
  expect(inQuietHours(hours({}), at(4, 23))).toBe(true);
  expect(inQuietHours(hours({}), at(5, 6))).toBe(true);
  expect(inQuietHours(hours({}), at(5, 7))).toBe(false);
  expect(inQuietHours(hours({}), at(4, 6))).toBe(false);
  expect(inQuietHours(hours({}), at(5, 23))).toBe(false);
});

test('hours within a day hold on that day only', () => {
  const lunch = hours({ from: '12:00', to: '14:00' });
  expect(inQuietHours(lunch, at(4, 12))).toBe(true);
  expect(inQuietHours(lunch, at(4, 14))).toBe(false);
  expect(inQuietHours(lunch, at(5, 12))).toBe(false);
});

test('none are never', () => {
  expect(inQuietHours(null, at(4, 23))).toBe(false);
  expect(inQuietHours(hours({ days: [] }), at(4, 23))).toBe(false);
});
