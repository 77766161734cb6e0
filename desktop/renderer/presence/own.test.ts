// One's own status: what is chosen by hand says so, what happens by itself does not.
import { expect, test } from 'vitest';
import type { Bridge } from '../bridge.ts';
import { createOwnPresence } from './own.ts';

function own(power = { idle: false, locked: false }) {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  } as Storage;
  const none = () => () => {};
  const powerState = async () => power;
  const bridge = { powerState, onPowerEvent: none, onTrayCommand: none } as unknown as Bridge;
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

test('a computer that was left or locked before the page came is told as away', async () => {
  for (const power of [
    { idle: true, locked: false },
    { idle: false, locked: true },
  ]) {
    const { told, presence } = own(power);
    await Promise.resolve();
    await Promise.resolve();
    expect([presence.effective(), told]).toEqual(['away', [['away', false]]]);
  }
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
