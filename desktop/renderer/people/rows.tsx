// People as rows: name, username, presence.
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { User } from '../../../common/auth/user.ts';
import type { UserId } from '../../../common/ids.ts';
import { useAccount, useReplica } from '../context.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ListRow } from '../ui/ListRow.tsx';
import { ContextMenu } from '../ui/Menu.tsx';
import { ListSkeleton } from '../ui/Skeleton.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { useBlocked, usePersonItems } from './blocking.tsx';
import type { Directory } from './directory.ts';

interface PersonRowsProps extends Directory {
  opening: UserId | null;
  onChoose: (userId: UserId) => void;
}

/** The people found, without oneself. */
export function PersonRows({ query, users, state, opening, onChoose }: PersonRowsProps) {
  const { t } = useTranslation();
  const { self } = useAccount();
  const others = users.filter(user => user.id !== self);
  if (state === 'failed') return <EmptyState alert drawing="error" title={t('people.loadFailed')} />;
  if (state === 'loading') return <ListSkeleton count={4} />;
  if (others.length === 0) {
    const title = query === '' ? t('people.emptyTitle') : t('people.nothingFound');
    return (
      <EmptyState drawing="search" title={title}>
        {query === '' ? t('people.searchHint') : t('people.nothingFoundText', { query })}
      </EmptyState>
    );
  }
  return (
    <ul>
      {others.map(user => (
        <li key={user.id}>
          <PersonRow user={user} busy={opening === user.id} onChoose={onChoose} />
        </li>
      ))}
    </ul>
  );
}

interface PersonRowProps {
  user: User;
  busy: boolean;
  onChoose: (userId: UserId) => void;
}

const PersonRow = memo(function PersonRow({ user, busy, onChoose }: PersonRowProps) {
  const { t } = useTranslation();
  const status = useReplica(replica => replica.presence[user.id]?.status);
  const blocked = useBlocked(user.id);
  const against = usePersonItems(user.id);
  const items = [{ label: t('people.message'), onSelect: () => onChoose(user.id) }, ...against];
  return (
    <ContextMenu items={items}>
      <ListRow
        leading={<Avatar id={user.id} name={user.displayName} presence={status} />}
        title={user.displayName}
        detail={blocked ? `@${user.username} · ${t('blocks.blocked')}` : `@${user.username}`}
        trailing={busy && <Spinner size={16} />}
        onClick={() => onChoose(user.id)}
        data-testid="person-row"
        data-user-id={user.id}
      />
    </ContextMenu>
  );
});
