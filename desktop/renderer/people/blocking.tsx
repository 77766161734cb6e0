// Blocking someone: the item of their menus, the question before it, and what stands in place of the composer.
import { Ban, CircleCheck, Flag } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { UserId } from '../../../common/ids.ts';
import { useAccount, useApp, useReplica } from '../context.ts';
import { Button } from '../ui/Button.tsx';
import { AlertDialog } from '../ui/Dialog.tsx';
import type { MenuItem } from '../ui/menuItems.tsx';
import styles from './blocking.module.css';
import { isBlocked } from './blocks.ts';

/** Renders again when this person is blocked or unblocked. */
export function useBlocked(userId: UserId | null): boolean {
  const { blocks } = useAccount();
  return useStore(blocks.store, held => isBlocked(held, userId));
}

function useUnblock(userId: UserId) {
  const { blocks } = useAccount();
  const { complain } = useApp();
  const [busy, setBusy] = useState(false);
  const unblock = () => {
    setBusy(true);
    blocks
      .unblock(userId)
      .catch(complain)
      .finally(() => setBusy(false));
  };
  return { busy, unblock };
}

/** What can be done against someone, for the menus about them; nothing against oneself. */
export function usePersonItems(userId: UserId | null): readonly MenuItem[] {
  const { t } = useTranslation();
  const { self, blocks, desk } = useAccount();
  const { complain } = useApp();
  const blocked = useBlocked(userId);
  if (userId === null || userId === self) return [];
  return [
    'divider',
    blocked
      ? {
          label: t('blocks.unblock'),
          icon: CircleCheck,
          onSelect: () => void blocks.unblock(userId).catch(complain),
        }
      : {
          label: t('blocks.block'),
          icon: Ban,
          danger: true,
          onSelect: () => desk.ask({ kind: 'block', userId }),
        },
    {
      label: t('reports.report'),
      icon: Flag,
      danger: true,
      onSelect: () => desk.ask({ kind: 'report', userId }),
    },
  ];
}

/** Asks before blocking. */
export function BlockDialog({ userId, onClose }: { userId: UserId; onClose: () => void }) {
  const { t } = useTranslation();
  const { blocks } = useAccount();
  const { complain } = useApp();
  const name = useReplica(replica => replica.users[userId]?.displayName) ?? '';
  const [busy, setBusy] = useState(false);
  return (
    <AlertDialog
      open
      danger
      busy={busy}
      title={t('blocks.title', { name })}
      description={t('blocks.text')}
      confirmLabel={t('blocks.block')}
      onCancel={onClose}
      onConfirm={() => {
        setBusy(true);
        blocks.block(userId).catch(complain).finally(onClose);
      }}
    />
  );
}

/** In place of the composer, where one blocked the other oneself. */
export function BlockedNotice({ userId, name }: { userId: UserId; name: string }) {
  const { t } = useTranslation();
  const { busy, unblock } = useUnblock(userId);
  return (
    <footer className={styles.notice} data-testid="blocked-notice">
      <p>{t('blocks.youBlocked', { name })}</p>
      <Button size="sm" busy={busy} onClick={unblock} data-testid="unblock">
        {t('blocks.unblock')}
      </Button>
    </footer>
  );
}

/** In place of the composer, where the other one cannot be reached; why is nobody's to know. */
export function ApartNotice({ name }: { name: string }) {
  const { t } = useTranslation();
  return (
    <footer className={styles.notice} data-testid="apart-notice">
      <p>{t('blocks.apart', { name })}</p>
    </footer>
  );
}

/** In the list of blocked people. */
export function UnblockButton({ userId }: { userId: UserId }) {
  const { t } = useTranslation();
  const { busy, unblock } = useUnblock(userId);
  return (
    <Button size="sm" busy={busy} onClick={unblock}>
      {t('blocks.unblock')}
    </Button>
  );
}
