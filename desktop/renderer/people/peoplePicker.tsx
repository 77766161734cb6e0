// Choosing several people of this server.
import { Check, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { User } from '../../../common/auth/user.ts';
import type { UserId } from '../../../common/ids.ts';
import { useAccount } from '../context.ts';
import { walkRows } from '../rows.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { ListRow } from '../ui/ListRow.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { ListSkeleton } from '../ui/Skeleton.tsx';
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx';
import styles from './people.module.css';

interface PeoplePickerProps {
  chosen: readonly User[];
  onChange: (chosen: readonly User[]) => void;
  /** Who cannot be chosen: they are in already. */
  without: ReadonlySet<UserId>;
}

/** Chosen people as chips above, all that fit below. */
export function PeoplePicker({ chosen, onChange, without }: PeoplePickerProps) {
  const { t } = useTranslation();
  const { directory, self, blocks } = useAccount();
  const blocked = useStore(blocks.store, held => held.users);
  const { query, users, state, current } = useStore(directory.store);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => directory.search(''), [directory]);
  const shown = users.filter(
    user => user.id !== self && !without.has(user.id) && !blocked.some(one => one.id === user.id),
  );
  const isChosen = (user: User) => chosen.some(one => one.id === user.id);
  const toggle = (user: User) =>
    onChange(isChosen(user) ? chosen.filter(one => one.id !== user.id) : [...chosen, user]);
  return (
    <>
      {chosen.length > 0 && (
        <ul className={styles.chips} aria-label={t('groups.chosen')}>
          {chosen.map(user => (
            <li key={user.id}>
              <button type="button" className={styles.chip} onClick={() => toggle(user)}>
                <Avatar id={user.id} name={user.displayName} size={24} />
                <bdi>{user.displayName}</bdi>
                <VisuallyHidden>{`, ${t('common.remove')}`}</VisuallyHidden>
                <X size={14} strokeWidth={2} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <SearchField
        label={t('people.search')}
        value={query}
        onChange={directory.search}
        onKeyDown={event => {
          if (event.key === 'Enter' && current && shown[0]) {
            event.preventDefault();
            toggle(shown[0]);
            directory.search('');
          }
          if (event.key === 'ArrowDown') list.current?.querySelector('button')?.focus();
        }}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows only add to what Tab does on the rows inside */}
      <div className={styles.picks} ref={list} onKeyDown={walkRows}>
        {state === 'loading' && <ListSkeleton count={4} />}
        <ul>
          {shown.map(user => (
            <li key={user.id}>
              <ListRow
                leading={<Avatar id={user.id} name={user.displayName} />}
                title={<bdi>{user.displayName}</bdi>}
                detail={`@${user.username}`}
                aria-pressed={isChosen(user)}
                trailing={isChosen(user) && <Check size={20} strokeWidth={2} aria-hidden="true" />}
                onClick={() => toggle(user)}
                data-testid="pick-person"
              />
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
