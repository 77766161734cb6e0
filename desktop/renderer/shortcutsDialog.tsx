// All keyboard shortcuts, to be searched: the dialog behind Ctrl/Cmd+/.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useApp } from './context.ts';
import { enterSends } from './messages/enter.ts';
import { type ShortcutRow, shortcutGroups } from './shortcutList.ts';
import styles from './shortcutsDialog.module.css';
import { Dialog } from './ui/Dialog.tsx';
import { Kbd } from './ui/Kbd.tsx';
import { SearchField } from './ui/SearchField.tsx';
import { currentPlatform, shortcutCaps } from './ui/shortcut.ts';

/** The list of them. */
export function ShortcutsDialog() {
  const { t } = useTranslation();
  const { nav } = useApp();
  return (
    <Dialog open onClose={() => nav.setShortcuts(false)} title={t('shortcuts.title')} size="md">
      <Shortcuts />
    </Dialog>
  );
}

function Shortcuts() {
  const { t } = useTranslation();
  const { page, settings } = useApp();
  const bindings = useStore(settings.store, ({ shortcuts }) => shortcuts);
  const [query, setQuery] = useState('');
  const wanted = query.trim().toLocaleLowerCase();
  const groups = shortcutGroups(t, enterSends(page.localStorage), bindings)
    .map(group => ({ ...group, rows: group.rows.filter(row => found(row, wanted)) }))
    .filter(({ rows }) => rows.length > 0);
  return (
    <>
      <SearchField label={t('shortcuts.search')} value={query} onChange={setQuery} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={styles.list} tabIndex={0} aria-label={t('shortcuts.title')}>
        {groups.map(({ title, rows }) => (
          <section key={title} className={styles.group}>
            <h3 className={styles.title}>{title}</h3>
            <dl>
              {rows.map(({ words, keys }) => (
                <div key={words} className={styles.row} data-testid="shortcut">
                  <dt>{words}</dt>
                  <dd className={styles.keys}>
                    {keys.map(one => (
                      <Kbd key={one} keys={one} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        {groups.length === 0 && <p className={styles.nothing}>{t('chats.nothingFound')}</p>}
      </section>
    </>
  );
}

// By what it does, or by its keys as they stand there.
function found({ words, keys }: ShortcutRow, wanted: string): boolean {
  const caps = keys.map(one => shortcutCaps(one, currentPlatform()).join('+')).join(' ');
  return `${words} ${caps}`.toLocaleLowerCase().includes(wanted);
}
