// The command palette: chats, people and actions by a few letters.
import clsx from 'clsx';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { keysOf } from '../ipc/bindings.ts';
import { chatName, matches, peerUser } from './chats/describe.ts';
import { useAccount, useApp, useNav, useReplica } from './context.ts';
import styles from './palette.module.css';
import { Avatar } from './ui/Avatar.tsx';
import { Dialog } from './ui/Dialog.tsx';
import { Kbd } from './ui/Kbd.tsx';

interface Command {
  readonly key: string;
  readonly label: string;
  readonly detail?: string;
  readonly shortcut?: string;
  readonly leading?: ReactNode;
  readonly run: () => void;
}

/** The dialog behind Ctrl/Cmd+K. */
export function Palette() {
  const { t } = useTranslation();
  const { nav } = useApp();
  const open = useNav(held => held.palette);
  return (
    <Dialog open={open} onClose={() => nav.setPalette(false)} title={t('palette.title')} size="md">
      <Commands />
    </Dialog>
  );
}

const mostEach = 7;

function Commands() {
  const { t } = useTranslation();
  const { nav } = useApp();
  const id = useId();
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const chats = useChats(query);
  const people = usePeople(query);
  const actions = useActions(query);
  const all = query === '' ? [...chats, ...actions] : [...chats, ...people, ...actions];
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });
  const run = (command: Command | undefined) => {
    if (!command) return;
    nav.setPalette(false);
    command.run();
  };
  const keyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setChosen((chosen + 1) % Math.max(1, all.length));
    else if (event.key === 'ArrowUp') setChosen((chosen - 1 + all.length) % Math.max(1, all.length));
    else if (event.key === 'Enter') run(all[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={all[chosen] ? `${id}-${chosen}` : undefined}
        aria-label={t('palette.search')}
        placeholder={t('palette.search')}
        value={query}
        onChange={event => {
          setQuery(event.target.value);
          setChosen(0);
        }}
        onKeyDown={keyDown}
        className={styles.field}
        data-testid="palette"
      />
      <div
        id={`${id}-list`}
        ref={list}
        role="listbox"
        aria-label={t('palette.title')}
        className={styles.list}
      >
        {all.map((command, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the chosen one
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys come through the field
          <div
            key={command.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            className={clsx(styles.row, index === chosen && styles.chosen)}
            onPointerMove={() => setChosen(index)}
            onClick={() => run(command)}
            data-testid="command"
          >
            {command.leading}
            <bdi className={styles.label}>{command.label}</bdi>
            <span className={styles.detail}>{command.detail}</span>
            {command.shortcut && <Kbd keys={command.shortcut} />}
          </div>
        ))}
        {all.length === 0 && <p className={styles.nothing}>{t('chats.nothingFound')}</p>}
      </div>
    </>
  );
}

function useChats(query: string): readonly Command[] {
  const { t } = useTranslation();
  const { nav } = useApp();
  const { self } = useAccount();
  const replica = useReplica(held => held);
  return useMemo(
    () =>
      replica.order
        .map(id => ({ id, chat: replica.chats[id], peer: peerUser(replica, id) }))
        .map(one => ({ ...one, name: one.chat ? chatName(one.chat, one.peer, self, t) : '' }))
        .filter(({ name, peer }) => matches(query, name, peer?.username))
        .slice(0, mostEach)
        .map(({ id, name, peer }) => ({
          key: id,
          label: name,
          leading: <Avatar id={peer?.id ?? id} name={name} size={32} />,
          run: () => nav.openChat(id),
        })),
    [replica, query, self, t, nav],
  );
}

function usePeople(query: string): readonly Command[] {
  const { complain } = useApp();
  const { directory, openDirect, self, replica } = useAccount();
  const { users, current } = useStore(directory.store);
  useEffect(() => directory.search(query), [directory, query]);
  if (!current) return [];
  const known = new Set(
    Object.keys(replica.getState().chats).map(id => peerUser(replica.getState(), id as never)?.id),
  );
  return users
    .filter(user => user.id !== self && !known.has(user.id))
    .slice(0, mostEach)
    .map(user => ({
      key: user.id,
      label: user.displayName,
      detail: `@${user.username}`,
      leading: <Avatar id={user.id} name={user.displayName} size={32} />,
      run: () => void openDirect(user.id).catch(complain),
    }));
}

function useActions(query: string): readonly Command[] {
  const { t } = useTranslation();
  const { nav, complain, settings } = useApp();
  const bindings = useStore(settings.store, ({ shortcuts }) => shortcuts);
  const { presence, openDirect, self } = useAccount();
  const everywhere = () => nav.openSide({ kind: 'search', everywhere: true });
  const all: readonly Command[] = [
    {
      key: 'new',
      label: t('chats.newChat'),
      shortcut: keysOf(bindings, 'newChat'),
      run: () => nav.setNewChat(true),
    },
    { key: 'search', label: t('search.title'), shortcut: keysOf(bindings, 'searchAll'), run: everywhere },
    { key: 'notes', label: t('chats.noteToSelf'), run: () => void openDirect(self).catch(complain) },
    { key: 'later', label: t('later.list'), run: () => nav.openSide({ kind: 'scheduled' }) },
    {
      key: 'keys',
      label: t('shortcuts.title'),
      shortcut: keysOf(bindings, 'shortcuts'),
      run: () => nav.setShortcuts(true),
    },
    {
      key: 'calls',
      label: t('shortcuts.goToCalls'),
      shortcut: keysOf(bindings, 'calls'),
      run: () => nav.go('calls'),
    },
    {
      key: 'people',
      label: t('shortcuts.goToPeople'),
      shortcut: keysOf(bindings, 'people'),
      run: () => nav.go('people'),
    },
    {
      key: 'settings',
      label: t('shortcuts.goToSettings'),
      shortcut: keysOf(bindings, 'settings'),
      run: () => nav.go('settings'),
    },
    {
      key: 'online',
      label: t('presence.online'),
      detail: t('presence.setStatus'),
      run: () => presence.choose('online'),
    },
    {
      key: 'dnd',
      label: t('presence.dnd'),
      detail: t('presence.setStatus'),
      run: () => presence.choose('dnd'),
    },
  ];
  return all.filter(({ label }) => matches(query, label));
}
