// How much one keeps on the server, what it lets one keep, and what lies on this device.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount, useApp } from '../context.ts';
import { formatSize } from '../files/size.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { Group, SettingRow } from './group.tsx';
import styles from './settings.module.css';

interface Kept {
  readonly used: number;
  readonly quota: number | null;
  readonly maxBytes: number;
  /** Null where the engine does not say. */
  readonly device: number | null;
}

/** Read anew each time it is opened. */
export function StorageSection() {
  const { t, i18n } = useTranslation();
  const { api, cacheSize } = useAccount();
  const [kept, setKept] = useState<Kept | 'loading' | 'failed'>('loading');
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again with each try
  useEffect(() => {
    let current = true;
    setKept('loading');
    Promise.all([api.storage(), cacheSize()]).then(
      ([storage, device]) => current && setKept({ ...storage, device }),
      () => current && setKept('failed'),
    );
    return () => {
      current = false;
    };
  }, [api, cacheSize, tries]);
  if (kept === 'loading') return <Spinner size={20} label={t('common.loading')} />;
  if (kept === 'failed') {
    return (
      <EmptyState
        alert
        drawing="offline"
        title={t('storage.failed')}
        action={<Button onClick={() => setTries(tries + 1)}>{t('common.retry')}</Button>}
      />
    );
  }
  const { used, quota, maxBytes, device } = kept;
  const size = (bytes: number) => formatSize(bytes, i18n.language);
  const full = quota !== null && used >= quota;
  return (
    <>
      <Group title={t('storage.server')} hint={full ? t('files.quotaUser') : t('storage.hint')}>
        <SettingRow label={t('storage.used')}>
          <span className={styles.value} data-testid="storage-used">
            {quota === null ? size(used) : t('files.amount', { sent: size(used), size: size(quota) })}
          </span>
        </SettingRow>
        {quota !== null && (
          <div>
            <meter
              className={styles.meter}
              min={0}
              max={quota}
              high={quota * 0.9}
              optimum={0}
              value={Math.min(used, quota)}
              aria-label={t('storage.used')}
            />
          </div>
        )}
        <SettingRow label={t('storage.quota')}>
          <span className={styles.value}>{quota === null ? t('storage.unbounded') : size(quota)}</span>
        </SettingRow>
        <SettingRow label={t('storage.largest')}>
          <span className={styles.value}>{size(maxBytes)}</span>
        </SettingRow>
      </Group>
      {device !== null && <DeviceGroup size={size(device)} onCleared={() => setTries(tries + 1)} />}
    </>
  );
}

function DeviceGroup({ size, onCleared }: { size: string; onCleared: () => void }) {
  const { t } = useTranslation();
  const { complain, toasts } = useApp();
  const { clearCache } = useAccount();
  const [busy, setBusy] = useState(false);
  const clear = async () => {
    setBusy(true);
    try {
      await clearCache();
      toasts.show({ kind: 'success', text: t('storage.cleared') });
      onCleared();
    } catch (error) {
      complain(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Group title={t('storage.device')} hint={t('storage.deviceHint')}>
      <SettingRow label={t('storage.kept')}>
        <span className={styles.value} data-testid="storage-device">
          {size}
        </span>
      </SettingRow>
      <SettingRow label={t('storage.clearHint')}>
        <Button busy={busy} onClick={() => void clear()} data-testid="clear-cache">
          {t('storage.clear')}
        </Button>
      </SettingRow>
    </Group>
  );
}
