// The server, the version, and how the session is kept.
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useApp } from '../context.ts';
import { Button } from '../ui/Button.tsx';
import { Group, SettingRow } from './group.tsx';
import { LicencesGroup } from './licences.tsx';
import styles from './settings.module.css';
import { ReportsGroup, UpdatesGroup } from './updates.tsx';

const kept = {
  keyring: 'settings.secretsKeyring',
  file: 'settings.secretsFile',
  browser: 'settings.secretsBrowser',
} as const;

/** Where this app is connected and what it is. */
export function AboutSection() {
  const { t } = useTranslation();
  const { bridge, info, session, settings, complain } = useApp();
  const server = useStore(settings.store, ({ serverUrl }) => serverUrl);
  return (
    <>
      <Group hint={t(kept[info.secretStore])}>
        <SettingRow label={t('settings.server')}>
          <span className={styles.value}>{server === null ? '' : new URL(server).host}</span>
          {bridge.choosesServer && (
            <Button size="sm" onClick={() => session.forgetServer().catch(complain)}>
              {t('auth.changeServer')}
            </Button>
          )}
        </SettingRow>
        {info.version !== '' && (
          <SettingRow label={t('common.appName')}>
            <span className={styles.value}>{t('settings.version', { version: info.version })}</span>
          </SettingRow>
        )}
      </Group>
      {info.platform !== 'browser' && <UpdatesGroup />}
      {info.platform !== 'browser' && <ReportsGroup />}
      <LicencesGroup />
    </>
  );
}
