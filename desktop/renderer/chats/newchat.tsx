// Finding a person and opening the chat with them, by keyboard alone if one likes.
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { UserId } from '../../../common/ids.ts';
import { useAccount, useApp, useNav } from '../context.ts';
import { PersonRows } from '../people/rows.tsx';
import { walkRows } from '../rows.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import styles from './chats.module.css';

/** The dialog behind Ctrl/Cmd+N and Ctrl/Cmd+K. */
export function NewChat() {
  const { t } = useTranslation();
  const { nav } = useApp();
  const open = useNav(({ newChat }) => newChat);
  return (
    <Dialog open={open} onClose={() => nav.setNewChat(false)} title={t('chats.newChat')} size="sm">
      <Finder />
    </Dialog>
  );
}

function Finder() {
  const { t } = useTranslation();
  const app = useApp();
  const account = useAccount();
  const directory = useStore(account.directory.store);
  const { query, current, users } = directory;
  const [opening, setOpening] = useState<UserId | null>(null);
  const [eager, setEager] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    account.directory.search('');
    field.current?.focus();
  }, [account]);
  const choose = async (userId: UserId) => {
    setOpening(userId);
    try {
      await account.openDirect(userId);
    } catch (error) {
      app.complain(error);
      setOpening(null);
    }
  };
  // Enter before the answer came means the first person of that answer, not of an older one.
  const found = eager && current ? users.find(user => user.id !== account.self) : undefined;
  useEffect(() => {
    if (!eager || !current) return;
    setEager(false);
    if (found) void choose(found.id);
  });
  return (
    <div className={styles.dialog}>
      <SearchField
        ref={field}
        label={t('people.search')}
        value={query}
        onChange={text => {
          setEager(false);
          account.directory.search(text);
        }}
        onKeyDown={event => {
          if (event.key === 'Enter') setEager(true);
          if (event.key === 'ArrowDown') {
            event.preventDefault();
            list.current?.querySelector('button')?.focus();
          }
        }}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows only add to what Tab does on the rows inside */}
      <div className={styles.results} ref={list} onKeyDown={walkRows}>
        <PersonRows {...directory} opening={opening} onChoose={userId => void choose(userId)} />
      </div>
    </div>
  );
}
