// Where one is signed in, and signing out from afar.
import { Laptop } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Device } from '../../../common/auth/user.ts';
import { useAccount, useApp, useNow } from '../context.ts';
import { Button } from '../ui/Button.tsx';
import { AlertDialog } from '../ui/Dialog.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ListSkeleton } from '../ui/Skeleton.tsx';
import { Time } from '../ui/Time.tsx';
import { createAccountActions } from './account.ts';
import { Group } from './group.tsx';
import styles from './settings.module.css';

/** The list of sessions. */
export function DevicesSection() {
  const { t } = useTranslation();
  const { session, toasts, complain } = useApp();
  const account = useAccount();
  const actions = useMemo(() => createAccountActions(account, session), [account, session]);
  const { devices, failed } = useStore(actions.devices);
  const [asked, setAsked] = useState<Device | null>(null);
  useEffect(() => void actions.loadDevices(), [actions]);
  const remove = async (device: Device) => {
    setAsked(null);
    try {
      await actions.removeDevice(device.id);
      toasts.show({ kind: 'success', text: t('settings.revoked', { device: device.name }) });
    } catch (error) {
      complain(error);
    }
  };
  if (failed) {
    const again = <Button onClick={() => void actions.loadDevices()}>{t('common.retry')}</Button>;
    return <EmptyState alert drawing="offline" title={t('errors.offline')} action={again} />;
  }
  if (devices === null) return <ListSkeleton count={3} />;
  return (
    <Group>
      {devices.map(device => (
        <DeviceRow key={device.id} device={device} onRemove={() => setAsked(device)} />
      ))}
      <AlertDialog
        open={asked !== null}
        danger
        title={t('settings.revokeTitle', { device: asked?.name ?? '' })}
        description={t('settings.revokeText')}
        confirmLabel={t('settings.revoke')}
        onCancel={() => setAsked(null)}
        onConfirm={() => asked && void remove(asked)}
      />
    </Group>
  );
}

function DeviceRow({ device, onRemove }: { device: Device; onRemove: () => void }) {
  const { t } = useTranslation();
  const now = useNow();
  return (
    <div className={styles.device} data-testid="device">
      <Laptop size={20} strokeWidth={1.75} aria-hidden="true" />
      <div className={styles.names}>
        <p>{device.name || t('settings.unknownDevice')}</p>
        <p className={styles.username}>
          {device.current ? t('settings.thisDevice') : <Time at={device.lastSeenAt} now={now} />}
        </p>
      </div>
      {!device.current && (
        <Button size="sm" onClick={onRemove}>
          {t('settings.revoke')}
        </Button>
      )}
    </div>
  );
}
