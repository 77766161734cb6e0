// Where someone is signed in, and ending that.
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdminUser } from '../../../common/admin/admin.ts';
import { useAccount, useNow } from '../context.ts';
import settings from '../settings/settings.module.css';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Time } from '../ui/Time.tsx';
import styles from './admin.module.css';
import { Shown, useDeed, useLoaded } from './loaded.tsx';

/** One by one, or all at once. */
export function SessionsDialog({ user, onClose }: { user: AdminUser; onClose: () => void }) {
  const { t } = useTranslation();
  const { admin } = useAccount().api;
  const now = useNow();
  const sessions = useLoaded(useCallback(() => admin.devices(user.id), [admin, user.id]));
  const { busy, run } = useDeed(sessions.reload);
  return (
    <Dialog
      open
      size="sm"
      title={t('admin.sessionsOf', { name: user.displayName })}
      onClose={onClose}
      actions={
        <Button
          variant="danger"
          busy={busy}
          disabled={!sessions.value?.devices.length}
          onClick={() => run(() => admin.endAllSessions(user.id))}
        >
          {t('admin.endAll')}
        </Button>
      }
    >
      <Shown loaded={sessions}>
        {({ devices }) =>
          devices.length === 0 ? (
            <p className={styles.meta}>{t('admin.noSessions')}</p>
          ) : (
            devices.map(device => (
              <div key={device.id} className={settings.device} data-testid="admin-session">
                <div className={settings.names}>
                  <p>{device.name || t('settings.unknownDevice')}</p>
                  <p className={settings.username}>
                    {device.online ? t('presence.online') : <Time at={device.lastSeenAt} now={now} />}
                  </p>
                </div>
                <Button size="sm" onClick={() => run(() => admin.endSession(user.id, device.id))}>
                  {t('admin.end')}
                </Button>
              </div>
            ))
          )
        }
      </Shown>
    </Dialog>
  );
}
