// Escape goes one step out, and never takes the chat away that one looks at.
import { expect, test } from 'vitest';
import type { ChatId } from '../../common/ids.ts';
import { createNav } from './nav.ts';

function nav() {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as Storage;
  const made = createNav(storage);
  made.openChat('c1' as ChatId);
  return made;
}

test('in a wide window Escape closes the side pane and then leaves the chat open', () => {
  const { store, openSide, ...made } = nav();
  openSide({ kind: 'group' });
  made.escape(true);
  expect(store.getState()).toMatchObject({ side: null, chatId: 'c1' });
  made.escape(true);
  expect(store.getState()).toMatchObject({ chatId: 'c1', narrow: 'conversation' });
});

test('in a narrow window Escape leads back to the list', () => {
  const { store, ...made } = nav();
  made.escape(false);
  expect(store.getState()).toMatchObject({ chatId: null, narrow: 'list' });
});
