import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type ClockPage, createClock } from './clock.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('it rings at a moment however far, while nobody looks, and not after it was called off', () => {
  const page = Object.assign(new EventTarget(), { hidden: true });
  const clock = createClock(page as unknown as ClockPage);
  const inSixtyDays = clock.now() + 60 * 86_400_000;
  const heard: string[] = [];
  clock.ringAt(inSixtyDays, () => heard.push('rang'));
  clock.ringAt(inSixtyDays, () => heard.push('called off'))();
  vi.advanceTimersByTime(60 * 86_400_000 - 1);
  expect(heard).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(heard).toEqual(['rang']);
  expect(vi.getTimerCount()).toBe(0);
});

test('[field 23] a hidden page has no timer, and the clock is right again as soon as it is seen', () => {
  const target = new EventTarget();
  const page = Object.assign(target, { hidden: false });
  const clock = createClock(page as unknown as ClockPage);
  const show = (hidden: boolean) => {
    page.hidden = hidden;
    target.dispatchEvent(new Event('visibilitychange'));
  };
  const began = clock.store.getState().now;
  vi.advanceTimersByTime(15_000);
  expect(clock.store.getState().now).toBe(began + 15_000);
  show(true);
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(3_600_000);
  expect(clock.store.getState().now).toBe(began + 15_000);
  show(false);
  expect(clock.store.getState().now).toBe(began + 3_615_000);
  clock.dispose();
  show(false);
  expect(vi.getTimerCount()).toBe(0);
});
