// The keyboard shortcuts of the app, by where they work.
import type { TFunction } from 'i18next';

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
export function shortcutGroups(t: TFunction, enterSends: boolean): readonly ShortcutGroup[] {
  const row = (words: string, ...keys: string[]): ShortcutRow => ({ words, keys });
  return [
    {
      title: t('shortcuts.everywhere'),
      rows: [
        row(t('palette.title'), 'Mod+K'),
        row(t('shortcuts.title'), 'Mod+/'),
        row(t('chats.newChat'), 'Mod+N'),
        row(t('search.title'), 'Mod+Shift+F'),
        row(t('shortcuts.goToChats'), 'Mod+1'),
        row(t('shortcuts.goToCalls'), 'Mod+2'),
        row(t('shortcuts.goToPeople'), 'Mod+3'),
        row(t('shortcuts.goToSettings'), 'Mod+,'),
        row(t('shortcuts.stepBack'), 'Escape'),
      ],
    },
    {
      title: t('shortcuts.inChat'),
      rows: [
        row(t('shortcuts.nextChat'), 'Alt+Down'),
        row(t('shortcuts.previousChat'), 'Alt+Up'),
        row(t('search.inChat'), 'Mod+F'),
        row(t('messages.toDay'), 'Mod+G'),
      ],
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
