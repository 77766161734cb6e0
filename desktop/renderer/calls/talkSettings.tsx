// Push to talk, the shortcut that mutes from any program, and calls that hide one's address.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Group, SettingRow } from '../settings/group.tsx';
import { Select } from '../ui/Select.tsx';
import { Switch } from '../ui/Switch.tsx';
import styles from './audioVideo.module.css';
import { useCalls } from './context.ts';

const shortcuts = ['', 'CommandOrControl+Shift+M', 'CommandOrControl+Alt+M', 'F8', 'F9'] as const;

export function TalkSettings() {
  const { t } = useTranslation();
  const { preferences, inBrowser, shortcut } = useCalls();
  const { pushToTalk, muteShortcut, relayOnly } = useStore(preferences);
  const [taken, setTaken] = useState(false);
  const choose = (next: string) => {
    void shortcut.tryOut(next).then(free => {
      setTaken(!free);
      if (free) preferences.setState({ muteShortcut: next });
    });
  };
  const name = (keys: string) =>
    keys === '' ? t('calls.muteShortcutNone') : keys.replace('CommandOrControl', 'Ctrl');
  return (
    <>
      <Group title={t('calls.pushToTalk')}>
        <Switch
          label={t('calls.pushToTalk')}
          hint={t('calls.pushToTalkHint')}
          checked={pushToTalk}
          onChange={next => preferences.setState({ pushToTalk: next })}
        />
        <SettingRow label={t('calls.muteShortcut')}>
          <Select
            bare
            label={t('calls.muteShortcut')}
            value={muteShortcut}
            disabled={inBrowser}
            options={shortcuts.map(value => ({ value, label: name(value) }))}
            onChange={choose}
          />
        </SettingRow>
        {inBrowser && <p className={styles.hint}>{t('calls.muteShortcutBrowser')}</p>}
        {taken && (
          <p role="alert" className={styles.trouble}>
            {t('calls.muteShortcutTaken')}
          </p>
        )}
      </Group>
      <Group title={t('calls.privacy')}>
        <Switch
          label={t('calls.relayOnly')}
          hint={t('calls.relayOnlyHint')}
          checked={relayOnly}
          onChange={next => preferences.setState({ relayOnly: next })}
        />
      </Group>
    </>
  );
}
