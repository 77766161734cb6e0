// Whom one keeps away.
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAccount } from '../context.ts';
import { UnblockButton } from '../people/blocking.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ListSkeleton } from '../ui/Skeleton.tsx';
import { Group } from './group.tsx';
import styles from './settings.module.css';

/** The list of blocked people. */
export function PrivacySection() {
  const { t } = useTranslation();
  const { blocks } = useAccount();
  const { state, users } = useStore(blocks.store);
  useEffect(() => blocks.load(), [blocks]);
  if (state === 'loading') return <ListSkeleton count={3} />;
  if (state === 'failed') {
    const again = <Button onClick={blocks.load}>{t('common.retry')}</Button>;
    return <EmptyState alert drawing="error" title={t('blocks.loadFailed')} action={again} />;
  }
  if (users.length === 0) {
    return (
      <EmptyState drawing="chats" title={t('blocks.none')}>
        {t('blocks.noneText')}
      </EmptyState>
    );
  }
  return (
    <Group title={t('blocks.list')} hint={t('blocks.listHint')}>
      {users.map(({ id, displayName, username }) => (
        <div key={id} className={styles.device} data-testid="blocked-person">
          <Avatar id={id} name={displayName} />
          <div className={styles.names}>
            <p>
              <bdi>{displayName}</bdi>
            </p>
            <p className={styles.username}>@{username}</p>
          </div>
          <UnblockButton userId={id} />
        </div>
      ))}
    </Group>
  );
}
