// When and how the app makes itself heard.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { SettingsChange } from '../../ipc/channels.ts';
import { useApp } from '../context.ts';
import { Select } from '../ui/Select.tsx';
import { Switch } from '../ui/Switch.tsx';
import { Group, SettingRow } from './group.tsx';

/** Notifications, sounds, and what closing the window does. */
export function NotificationsSection() {
  const { t } = useTranslation();
  const { settings, complain, bridge } = useApp();
  const { notifications, notificationPreview, sounds, attention } = useStore(settings.store);
  const change = (part: SettingsChange) => void settings.change(part).catch(complain);
  const previews = [
    { value: 'message', label: t('settings.previewMessage') },
    { value: 'name', label: t('settings.previewName') },
    { value: 'none', label: t('settings.previewNone') },
  ] as const;
  return (
    <>
      <Group>
        <Switch
          label={t('settings.notificationsOn')}
          checked={notifications}
          onChange={next => change({ notifications: next })}
        />
        <SettingRow label={t('settings.notificationPreview')}>
          <Select
            bare
            label={t('settings.notificationPreview')}
            value={notificationPreview}
            options={previews}
            disabled={!notifications}
            onChange={next => change({ notificationPreview: next })}
          />
        </SettingRow>
        <Switch
          label={t('settings.sounds')}
          hint={t('settings.soundsHint')}
          checked={sounds}
          onChange={next => change({ sounds: next })}
        />
        {bridge.choosesServer && (
          <Switch
            label={t('settings.attention')}
            hint={t('settings.attentionHint')}
            checked={attention}
            onChange={next => change({ attention: next })}
          />
        )}
      </Group>
      <GeneralGroup />
    </>
  );
}

/** When the app runs; nothing of it is a browser's to choose. */
function GeneralGroup() {
  const { t } = useTranslation();
  const { settings, complain, info, bridge } = useApp();
  const closeToTray = useStore(settings.store, held => held.closeToTray);
  const [startsItself, setStartsItself] = useState<boolean | null>(null);
  useEffect(() => void bridge.autostart().then(setStartsItself, complain), [bridge, complain]);
  if (!info.tray && startsItself === null) return null;
  return (
    <Group title={t('settings.general')}>
      {startsItself !== null && (
        <Switch
          label={t('settings.autostart')}
          hint={t('settings.autostartHint')}
          checked={startsItself}
          onChange={next => void bridge.setAutostart(next).then(setStartsItself, complain)}
        />
      )}
      {info.tray && (
        <Switch
          label={t('settings.closeToTray')}
          hint={t('settings.closeToTrayHint')}
          checked={closeToTray}
          onChange={next => void settings.change({ closeToTray: next }).catch(complain)}
        />
      )}
    </Group>
  );
}
