// How the server is: figures, its parts, and making the search anew.
import { Fragment, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount, useApp, useNow } from '../context.ts';
import { formatSize } from '../files/size.ts';
import { Group, SettingRow } from '../settings/group.tsx';
import settings from '../settings/settings.module.css';
import { Button } from '../ui/Button.tsx';
import { AlertDialog } from '../ui/Dialog.tsx';
import styles from './admin.module.css';
import { Shown, useDeed, useLoaded } from './loaded.tsx';

const counts = ['users', 'chats', 'messages', 'files', 'devicesOnline', 'callsRunning', 'nodes'] as const;

/** Read again as time goes on. */
export function AdminServer() {
  const { t, i18n } = useTranslation();
  const { toasts } = useApp();
  const { admin } = useAccount().api;
  const now = useNow();
  const stats = useLoaded(useCallback(() => admin.stats(), [admin]));
  const { busy, run } = useDeed(stats.reload);
  const [asked, setAsked] = useState(false);
  const { reload } = stats;
  // biome-ignore lint/correctness/useExhaustiveDependencies: as the clock moves on
  useEffect(() => reload(), [now, reload]);
  const number = new Intl.NumberFormat(i18n.language);
  const size = (bytes: number) => formatSize(bytes, i18n.language);
  const row = (label: string, value: string) => (
    <SettingRow label={label}>
      <span className={settings.value}>{value}</span>
    </SettingRow>
  );
  return (
    <div className={styles.sheet}>
      <Shown loaded={stats}>
        {held => (
          <>
            <Group title={t('admin.figures')}>
              {counts.map(key => (
                <Fragment key={key}>{row(t(`admin.stat_${key}`), number.format(held[key]))}</Fragment>
              ))}
            </Group>
            <Group title={t('settings.storage')}>
              {row(t('admin.stat_fileBytes'), size(held.fileBytes))}
              {row(t('admin.stat_databaseBytes'), size(held.databaseBytes))}
            </Group>
            <Group title={t('admin.parts')}>
              {row(t('admin.stat_bus'), t(held.bus ? 'admin.well' : 'admin.broken'))}
              {row(t('admin.stat_storage'), t(held.storage ? 'admin.well' : 'admin.broken'))}
              {row(t('admin.stat_registration'), t(`admin.registration_${held.registration as 'open'}`))}
            </Group>
            <Group hint={t('admin.rebuildHint')}>
              <SettingRow
                label={
                  held.rebuilding === undefined
                    ? t('admin.searchIndex')
                    : t('admin.rebuilding', { number: number.format(held.rebuilding) })
                }
              >
                <Button
                  size="sm"
                  busy={busy}
                  disabled={held.rebuilding !== undefined}
                  onClick={() => setAsked(true)}
                >
                  {t('admin.rebuild')}
                </Button>
              </SettingRow>
            </Group>
          </>
        )}
      </Shown>
      <AlertDialog
        open={asked}
        title={t('admin.rebuildTitle')}
        description={t('admin.rebuildHint')}
        confirmLabel={t('admin.rebuild')}
        onCancel={() => setAsked(false)}
        onConfirm={() => {
          setAsked(false);
          run(admin.rebuildSearch, () => toasts.show({ kind: 'success', text: t('admin.rebuildBegun') }));
        }}
      />
    </div>
  );
}
