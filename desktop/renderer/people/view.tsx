// The directory of this server.
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { UserId } from '../../../common/ids.ts';
import { useAccount, useApp } from '../context.ts';
import { walkRows } from '../rows.ts';
import { PaneHeader } from '../ui/PaneHeader.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import styles from './people.module.css';
import { PersonRows } from './rows.tsx';

/** The list pane of the place "people". */
export function PeopleView() {
  const { t } = useTranslation();
  const app = useApp();
  const account = useAccount();
  const directory = useStore(account.directory.store);
  const [opening, setOpening] = useState<UserId | null>(null);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => account.directory.search(''), [account]);
  const choose = async (userId: UserId) => {
    setOpening(userId);
    try {
      await account.openDirect(userId);
    } catch (error) {
      app.complain(error);
    }
    setOpening(null);
  };
  return (
    <section className={styles.pane} aria-label={t('people.title')}>
      <PaneHeader title={t('people.title')} />
      <div className={styles.search}>
        <SearchField
          label={t('people.search')}
          value={directory.query}
          onChange={account.directory.search}
          onKeyDown={event => {
            if (event.key === 'ArrowDown') list.current?.querySelector('button')?.focus();
          }}
        />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows only add to what Tab does on the rows inside */}
      <div className={styles.scroll} ref={list} onKeyDown={walkRows}>
        <PersonRows {...directory} opening={opening} onChoose={userId => void choose(userId)} />
      </div>
    </section>
  );
}
