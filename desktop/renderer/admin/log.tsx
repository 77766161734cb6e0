// The log of what administrators, the command line and the server did, newest first, page by page.
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdminUser, AuditEntry } from '../../../common/admin/admin.ts';
import { useAccount, useApp, useNow } from '../context.ts';
import { Group } from '../settings/group.tsx';
import settings from '../settings/settings.module.css';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Time } from '../ui/Time.tsx';
import styles from './admin.module.css';
import { Shown, useLoaded } from './loaded.tsx';
import { nameIn } from './names.ts';

interface Page {
  readonly entries: readonly AuditEntry[];
  readonly users: readonly AdminUser[];
}

/** Earlier pages join below. */
export function AdminLog() {
  const { t } = useTranslation();
  const { admin } = useAccount().api;
  const { complain } = useApp();
  const first = useLoaded(useCallback(() => admin.audit(), [admin]));
  const [earlier, setEarlier] = useState<readonly Page[]>([]);
  const [busy, setBusy] = useState(false);
  return (
    <div className={styles.sheet}>
      <Shown loaded={first}>
        {newest => {
          const pages = [newest, ...earlier];
          const entries = pages.flatMap(page => page.entries);
          const users = pages.flatMap(page => page.users);
          const last = entries.at(-1);
          if (last === undefined) return <EmptyState drawing="messages" title={t('admin.noLog')} />;
          const more = () => {
            setBusy(true);
            admin
              .audit(last.id)
              .then(page => setEarlier(held => [...held, page]), complain)
              .finally(() => setBusy(false));
          };
          return (
            <>
              <Group>
                {entries.map(entry => (
                  <EntryRow key={entry.id} entry={entry} users={users} />
                ))}
              </Group>
              {(pages.at(-1)?.entries.length ?? 0) > 0 && (
                <Button className={styles.more} busy={busy} onClick={more}>
                  {t('admin.earlier')}
                </Button>
              )}
            </>
          );
        }}
      </Shown>
    </div>
  );
}

function EntryRow({ entry, users }: { entry: AuditEntry; users: readonly AdminUser[] }) {
  const { t } = useTranslation();
  const now = useNow();
  const { by, via, action, target, details } = entry;
  const who = by === undefined ? t(`admin.via_${via}`) : (nameIn(users, by) ?? t('common.deletedUser'));
  const whom = target === undefined ? undefined : (nameIn(users, target) ?? target);
  return (
    <div className={settings.device} data-testid="audit-entry" data-action={action}>
      <div className={settings.names}>
        <p>
          {t(`admin.action_${action}`)}
          {whom !== undefined && whom !== who && (
            <>
              {': '}
              <bdi>{whom}</bdi>
            </>
          )}
        </p>
        <p className={settings.username}>
          <bdi>{who}</bdi>
          {details && ` · ${details}`}
        </p>
      </div>
      <span className={styles.meta}>
        <Time at={entry.at} now={now} />
      </span>
    </div>
  );
}
