// Spelling: no dictionary is fetched before someone chose a language, and each chat may have languages of its own.
import type { Session } from 'electron';
import type { Disposer, Settings } from '../ipc/channels.ts';
import { ownName } from '../ipc/languages.ts';
import type { SettingsStore } from './settings.ts';

type Choice = Pick<Settings, 'spelling' | 'spellingChats'>;

export interface SpellingItem {
  readonly language: string;
  readonly name: string;
  readonly isOn: boolean;
}

export interface Spelling {
  /** Languages with a dictionary; none where the system checks by itself. */
  available(): string[];
  /** This chat is written in now. */
  see(chatId: string): void;
  /** For the menu of a right click; null where the system has its own. */
  items(): readonly SpellingItem[] | null;
  /** Switches a language for the chat in view, which is remembered. */
  toggle(language: string): void;
  readonly dispose: Disposer;
}

type Checker = Pick<
  Session,
  'setSpellCheckerEnabled' | 'setSpellCheckerLanguages' | 'availableSpellCheckerLanguages'
>;

const MOST_CHATS = 500;

/** The languages of a chat: those it keeps of the chosen ones, or all of them where it never was asked. */
export function languagesFor({ spelling, spellingChats }: Choice, chatId: string | null): string[] {
  const own = chatId === null ? undefined : spellingChats[chatId];
  return own === undefined ? spelling : spelling.filter(language => own.includes(language));
}

/** What chats remember once a language is switched in one of them; the chats touched longest ago are forgotten. */
export function toggled(choice: Choice, chatId: string, language: string): Settings['spellingChats'] {
  const now = languagesFor(choice, chatId);
  const next = now.includes(language) ? now.filter(one => one !== language) : [...now, language];
  const others = Object.entries(choice.spellingChats).filter(([id]) => id !== chatId);
  const isAll = choice.spelling.every(one => next.includes(one));
  const entries = isAll ? others : [...others, [chatId, next] as const];
  return Object.fromEntries(entries.slice(-MOST_CHATS));
}

/** Gives a session its languages; without any it fetches nothing. */
export function setLanguages(session: Checker, languages: readonly string[]): void {
  const known = languages.filter(language => session.availableSpellCheckerLanguages.includes(language));
  session.setSpellCheckerLanguages(known);
  session.setSpellCheckerEnabled(known.length > 0);
}

/** The spelling of one page; on macOS the system decides, and nothing is set. */
export function createSpelling(
  session: Checker,
  settings: Pick<SettingsStore, 'get' | 'change' | 'onChange'>,
  platform: NodeJS.Platform,
): Spelling {
  const isOwn = platform !== 'darwin';
  let chatId: string | null = null;
  let set = '';
  const apply = () => {
    const languages = languagesFor(settings.get(), chatId);
    const key = languages.join();
    if (!isOwn || key === set) return;
    set = key;
    setLanguages(session, languages);
  };
  apply();
  return {
    available: () => (isOwn ? [...session.availableSpellCheckerLanguages] : []),
    see(next) {
      chatId = next;
      apply();
    },
    items() {
      if (!isOwn) return null;
      const on = languagesFor(settings.get(), chatId);
      return settings.get().spelling.map(language => ({
        language,
        name: ownName(language),
        isOn: on.includes(language),
      }));
    },
    toggle(language) {
      if (chatId !== null) settings.change({ spellingChats: toggled(settings.get(), chatId, language) });
    },
    dispose: settings.onChange(apply),
  };
}
