// Quiet hours around the world and around the year.
import { describe, expect, test } from 'vitest';
import { isQuiet, isZone, nextEdge } from './quiet.ts';

const nights = { days: [0, 1, 2, 3, 4, 5, 6], from: '22:00', to: '07:00', zone: 'Africa/Nairobi' };
const at = (text: string) => new Date(text);

describe('quiet hours', () => {
  test('are counted in the person’s own zone and may end on the next day', () => {
    expect(isQuiet(nights, at('2026-03-01T18:59:00Z'))).toBe(false);
    expect(isQuiet(nights, at('2026-03-01T19:00:00Z'))).toBe(true);
    expect(isQuiet(nights, at('2026-03-02T03:59:59Z'))).toBe(true);
    expect(isQuiet(nights, at('2026-03-02T04:00:00Z'))).toBe(false);
  });

  test('that begin on a chosen day end on the next one, chosen or not', () => {
    const fridays = { ...nights, days: [5], zone: 'UTC' };
    expect(isQuiet(fridays, at('2026-03-06T23:00:00Z'))).toBe(true);
    expect(isQuiet(fridays, at('2026-03-07T06:00:00Z'))).toBe(true);
    expect(isQuiet(fridays, at('2026-03-07T23:00:00Z'))).toBe(false);
    expect(nextEdge(fridays, at('2026-03-07T08:00:00Z'))).toEqual(at('2026-03-13T22:00:00Z'));
  });

  test('change at their edges', () => {
    expect(nextEdge(nights, at('2026-03-01T12:00:00Z'))).toEqual(at('2026-03-01T19:00:00Z'));
    expect(nextEdge(nights, at('2026-03-01T19:00:00Z'))).toEqual(at('2026-03-02T04:00:00Z'));
    expect(nextEdge({ ...nights, days: [] }, at('2026-03-01T12:00:00Z'))).toBeNull();
  });

  test('follow the change of the clocks', () => {
    const berlin = { ...nights, zone: 'Europe/Berlin' };
    expect(nextEdge(berlin, at('2026-03-28T22:00:00Z'))).toEqual(at('2026-03-29T05:00:00Z'));
    expect(nextEdge(berlin, at('2026-10-24T21:00:00Z'))).toEqual(at('2026-10-25T06:00:00Z'));
  });

  test('of every day and hour have no edge', () => {
    const always = { ...nights, from: '00:00', to: '00:00', zone: 'UTC' };
    expect(isQuiet(always, at('2026-03-01T12:00:00Z'))).toBe(true);
    expect(nextEdge(always, at('2026-03-01T12:00:00Z'))).toBeNull();
  });

  test('know the zones of the world', () => {
    expect([isZone('Africa/Nairobi'), isZone('Mars/Olympus')]).toEqual([true, false]);
  });
});
