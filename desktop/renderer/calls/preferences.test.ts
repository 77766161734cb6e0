// What is kept of a person's choices, and what is not believed.
import { expect, test } from 'vitest';
import { defaultPreferences, openPreferences, readPreferences } from './preferences.ts';

test('a choice is kept at once and found again', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  openPreferences(storage).setState({ microphone: { id: 'x', label: 'Desk' }, ringVolume: 30 });
  const again = openPreferences(storage).getState();
  expect(again).toEqual({ ...defaultPreferences, microphone: { id: 'x', label: 'Desk' }, ringVolume: 30 });
});

test.each(['', '{', '7', 'null', '[]', '{"ringVolume":900,"camera":4,"shareFor":"x","relayOnly":"yes"}'])(
  'what is not ours is as if nothing was chosen: %s',
  text => {
    expect(readPreferences(text)).toEqual(defaultPreferences);
  },
);
