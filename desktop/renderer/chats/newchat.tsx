// Finding a person and opening the chat with them, by keyboard alone if one likes.
import { NotebookPen, UsersRound } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { User } from '../../../common/auth/user.ts';
import type { UserId } from '../../../common/ids.ts';
import { limits } from '../../../common/limits.ts';
import { useAccount, useApp, useNav } from '../context.ts';
import { PeoplePicker } from '../people/peoplePicker.tsx';
import { PersonRows } from '../people/rows.tsx';
import { walkRows } from '../rows.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { TextField } from '../ui/TextField.tsx';
import styles from './chats.module.css';

/** The dialog behind Ctrl/Cmd+N and Ctrl/Cmd+K. */
export function NewChat() {
  const { t } = useTranslation();
  const { nav } = useApp();
  const open = useNav(({ newChat }) => newChat);
  const [group, setGroup] = useState(false);
  useEffect(() => {
    if (open) setGroup(false);
  }, [open]);
  return (
    <Dialog
      open={open}
      onClose={() => nav.setNewChat(false)}
      title={t(group ? 'chats.newGroup' : 'chats.newChat')}
      size="sm"
    >
      {group ? <NewGroup onBack={() => setGroup(false)} /> : <Finder onGroup={() => setGroup(true)} />}
    </Dialog>
  );
}

function NewGroup({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation();
  const { complain } = useApp();
  const { groups } = useAccount();
  const [title, setTitle] = useState('');
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const [busy, setBusy] = useState(false);
  const ready = title.trim() !== '' && chosen.length > 0;
  const create = async () => {
    if (!ready || busy) return;
    setBusy(true);
    try {
      await groups.create(
        title.trim(),
        chosen.map(user => user.id),
      );
    } catch (error) {
      complain(error);
      setBusy(false);
    }
  };
  return (
    <form
      className={styles.dialog}
      onSubmit={event => {
        event.preventDefault();
        void create();
      }}
    >
      <TextField
        label={t('groups.name')}
        value={title}
        maxLength={limits.titleMax}
        onChange={event => setTitle(event.target.value)}
        data-testid="group-name"
      />
      <PeoplePicker chosen={chosen} onChange={setChosen} without={nobody} />
      <div className={styles.foot}>
        <Button onClick={onBack}>{t('common.back')}</Button>
        <Button type="submit" variant="primary" disabled={!ready} busy={busy} data-testid="create-group">
          {t('groups.create')}
        </Button>
      </div>
    </form>
  );
}

const nobody: ReadonlySet<UserId> = new Set();

function Finder({ onGroup }: { onGroup: () => void }) {
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
      {query === '' && (
        <div className={styles.ways}>
          <Button icon={UsersRound} onClick={onGroup} data-testid="new-group">
            {t('chats.newGroup')}
          </Button>
          <Button icon={NotebookPen} onClick={() => void choose(account.self)} data-testid="note-to-self">
            {t('chats.noteToSelf')}
          </Button>
        </div>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows only add to what Tab does on the rows inside */}
      <div className={styles.results} ref={list} onKeyDown={walkRows}>
        <PersonRows {...directory} opening={opening} onChoose={userId => void choose(userId)} />
      </div>
    </div>
  );
}
