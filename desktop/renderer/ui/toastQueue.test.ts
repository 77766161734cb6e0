// Toasts come, wait and go without a real clock.
import { expect, test } from 'vitest';
import { createToastQueue } from './toastQueue.ts';

function createClock() {
  let now = 0;
  const tasks = new Map<() => void, number>();
  return {
    schedule: (task: () => void, ms: number) => {
      tasks.set(task, now + ms);
      return () => tasks.delete(task);
    },
    advance(ms: number) {
      now += ms;
      for (const [task, at] of tasks) {
        if (at > now) continue;
        tasks.delete(task);
        task();
      }
    },
  };
}

test('three are shown, the fourth waits for a place', () => {
  const queue = createToastQueue(createClock().schedule);
  const first = queue.show({ kind: 'info', text: 'one' });
  for (const text of ['two', 'three', 'four']) queue.show({ kind: 'info', text });
  expect(queue.shown().map(toast => toast.text)).toEqual(['one', 'two', 'three']);
  queue.dismiss(first);
  expect(queue.shown().map(toast => toast.text)).toEqual(['two', 'three', 'four']);
});

test('a toast goes by itself, one with an action stays longer', () => {
  const clock = createClock();
  const queue = createToastQueue(clock.schedule);
  queue.show({ kind: 'info', text: 'copied' });
  queue.show({ kind: 'info', text: 'deleted', action: { label: 'Undo', onAction: () => {} } });
  clock.advance(5_000);
  expect(queue.shown().map(toast => toast.text)).toEqual(['deleted']);
  clock.advance(5_000);
  expect(queue.shown()).toEqual([]);
});

test('nothing goes while the pointer is on it', () => {
  const clock = createClock();
  const queue = createToastQueue(clock.schedule);
  queue.show({ kind: 'info', text: 'copied' });
  queue.hold();
  clock.advance(60_000);
  expect(queue.shown()).toHaveLength(1);
  queue.release();
  clock.advance(5_000);
  expect(queue.shown()).toEqual([]);
});

test('saying the same twice shows it once', () => {
  const queue = createToastQueue(createClock().schedule);
  expect(queue.show({ kind: 'error', text: 'no network' })).toBe(
    queue.show({ kind: 'error', text: 'no network' }),
  );
  expect(queue.shown()).toHaveLength(1);
});

test('a listener hears of changes until it is disposed of', () => {
  const queue = createToastQueue(createClock().schedule);
  let heard = 0;
  const stop = queue.subscribe(() => {
    heard += 1;
  });
  queue.show({ kind: 'info', text: 'one' });
  stop();
  queue.show({ kind: 'info', text: 'two' });
  expect(heard).toBe(1);
});
