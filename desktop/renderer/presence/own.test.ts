// One's own status: what is chosen by hand says so, what happens by itself does not.
import { expect, test } from 'vitest';
import type { Bridge } from '../bridge.ts';
import { createOwnPresence } from './own.ts';

function own() {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  } as Storage;
  const bridge = { onPowerEvent: () => () => {}, onTrayCommand: () => () => {} } as unknown as Bridge;
  const told: [string, boolean][] = [];
  return {
    told,
    presence: createOwnPresence(bridge, storage, 'status', (...said) => void told.push(said)),
  };
}

test('a choice is told as made by hand, idle time is not', () => {
  const { told, presence } = own();
  presence.setIdle(true);
  presence.setIdle(false);
  presence.choose('dnd');
  expect(told).toEqual([
    ['away', false],
    ['online', false],
    ['dnd', true],
  ]);
});

test('who chooses a status in quiet hours is seen with it until they begin anew', () => {
  const { told, presence } = own();
  presence.setQuiet(true);
  expect(presence.effective()).toBe('dnd');
  presence.choose('online');
  presence.setQuiet(true);
  expect(presence.effective()).toBe('online');
  presence.setQuiet(false);
  presence.setQuiet(true);
  expect(presence.effective()).toBe('dnd');
  expect(told).toEqual([
    ['dnd', false],
    ['online', true],
    ['dnd', false],
  ]);
});
