// The keyboard shortcuts of the app, by where they work.
import type { TFunction } from 'i18next';
import { type Bindings, keysOf, type ShortcutAction } from '../ipc/bindings.ts';

export interface ShortcutRow {
  readonly words: string;
  /** Any of these. */
  readonly keys: readonly string[];
}

interface ShortcutGroup {
  readonly title: string;
  readonly rows: readonly ShortcutRow[];
}

/** `enterSends`: Enter sends a message, instead of beginning a line. */
export function shortcutGroups(
  t: TFunction,
  enterSends: boolean,
  bindings: Bindings,
): readonly ShortcutGroup[] {
  const bound = (action: ShortcutAction) => row(actionWords(t, action), keysOf(bindings, action));
  const row = (words: string, ...keys: string[]): ShortcutRow => ({ words, keys });
  return [
    {
      title: t('shortcuts.everywhere'),
      rows: [
        bound('palette'),
        bound('shortcuts'),
        bound('newChat'),
        bound('searchAll'),
        bound('chats'),
        bound('calls'),
        bound('people'),
        bound('settings'),
        row(t('shortcuts.stepBack'), 'Escape'),
      ],
    },
    {
      title: t('shortcuts.inChat'),
      rows: [bound('nextChat'), bound('previousChat'), bound('searchChat'), bound('day')],
    },
    {
      title: t('shortcuts.writing'),
      rows: [
        row(t('messages.send'), enterSends ? 'Enter' : 'Mod+Enter'),
        row(t('shortcuts.newLine'), enterSends ? 'Shift+Enter' : 'Enter'),
        row(t('shortcuts.editLast'), 'Up'),
        row(t('shortcuts.bold'), 'Mod+B'),
        row(t('shortcuts.italic'), 'Mod+I'),
        row(t('shortcuts.code'), 'Mod+E'),
        row(t('messages.emoji'), ':'),
        row(t('shortcuts.mention'), '@'),
        row(t('shortcuts.cancelWriting'), 'Escape'),
      ],
    },
    {
      title: t('shortcuts.onMessage'),
      rows: [
        row(t('shortcuts.walk'), 'Up', 'Down'),
        row(t('messages.reply'), 'R'),
        row(t('messages.react'), '+'),
        row(t('common.edit'), 'E'),
        row(t('messages.copyText'), 'C'),
        row(t('messages.forward'), 'F'),
        row(t('messages.pin'), 'P'),
        row(t('messages.info'), 'I'),
        row(t('common.delete'), 'Delete'),
        row(t('shortcuts.toWriting'), 'Escape'),
      ],
    },
    {
      title: t('shortcuts.inCall'),
      rows: [row(t('calls.pushToTalkNow'), t('shortcuts.space'))],
    },
  ];
}

const words = {
  palette: 'palette.title',
  shortcuts: 'shortcuts.title',
  newChat: 'chats.newChat',
  searchAll: 'search.title',
  chats: 'shortcuts.goToChats',
  calls: 'shortcuts.goToCalls',
  people: 'shortcuts.goToPeople',
  settings: 'shortcuts.goToSettings',
  nextChat: 'shortcuts.nextChat',
  previousChat: 'shortcuts.previousChat',
  searchChat: 'search.inChat',
  day: 'messages.toDay',
} as const;

/** What an action is called. */
export function actionWords(t: TFunction, action: ShortcutAction): string {
  return t(words[action]);
}
