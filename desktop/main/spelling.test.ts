import { expect, test } from 'vitest';
import type { Settings } from '../ipc/channels.ts';
import { DEFAULT_SETTINGS } from '../ipc/defaults.ts';
import { createSpelling, languagesFor, toggled } from './spelling.ts';

const choice = { spelling: ['en-GB', 'fr', 'de'], spellingChats: { work: ['en-GB', 'it'], quiet: [] } };

test('a chat is checked in all chosen languages until it keeps some of its own', () => {
  expect(languagesFor(choice, null)).toEqual(['en-GB', 'fr', 'de']);
  expect(languagesFor(choice, 'family')).toEqual(['en-GB', 'fr', 'de']);
  expect(languagesFor(choice, 'work')).toEqual(['en-GB']);
  expect(languagesFor(choice, 'quiet')).toEqual([]);
});

test('a switched language is remembered for that chat only, and a chat with all of them is forgotten', () => {
  const without = toggled(choice, 'family', 'fr');
  expect(without).toEqual({ ...choice.spellingChats, family: ['en-GB', 'de'] });
  expect(toggled({ ...choice, spellingChats: without }, 'family', 'fr')).toEqual(choice.spellingChats);
});

test('of many chats the ones switched last are remembered', () => {
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`chat-${at}`, ['fr']]));
  const next = toggled({ spelling: ['en-GB', 'fr'], spellingChats: many }, 'chat-new', 'fr');
  expect(Object.keys(next)).toHaveLength(500);
  expect(next['chat-new']).toEqual(['en-GB']);
  expect('chat-0' in next).toBe(false);
});

function pageOn(platform: NodeJS.Platform, spelling: string[]) {
  const told: unknown[] = [];
  const session = {
    availableSpellCheckerLanguages: ['en-GB', 'fr', 'de'],
    setSpellCheckerLanguages: (languages: string[]) => told.push(languages),
    setSpellCheckerEnabled: (enabled: boolean) => told.push(enabled),
  };
  let settings: Settings = { ...DEFAULT_SETTINGS, spelling };
  let listener = () => undefined as unknown;
  const store = {
    get: () => settings,
    change(change: Partial<Settings>) {
      settings = { ...settings, ...change };
      listener();
      return settings;
    },
    onChange(next: (settings: Settings) => void) {
      listener = () => next(settings);
      return () => undefined;
    },
  };
  return { told, store, page: createSpelling(session as never, store, platform) };
}

test('the chat in view decides the languages, and what has no dictionary is left out', () => {
  const { told, page, store } = pageOn('linux', ['en-GB', 'fr', 'xx']);
  page.see('family');
  page.toggle('fr');
  expect(page.items()?.map(({ language, isOn }) => [language, isOn])).toEqual([
    ['en-GB', true],
    ['fr', false],
    ['xx', true],
  ]);
  page.see('work');
  store.change({ spelling: [] });
  expect(told).toEqual([['en-GB', 'fr'], true, ['en-GB'], true, ['en-GB', 'fr'], true, [], false]);
});

test('on macOS the system checks, and nothing is set or offered', () => {
  const { told, page } = pageOn('darwin', ['en-GB']);
  page.see('family');
  expect([told, page.items(), page.available()]).toEqual([[], null, []]);
});
