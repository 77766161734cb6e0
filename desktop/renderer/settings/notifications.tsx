// When and how the app makes itself heard.
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
  const { settings, complain, info } = useApp();
  const { notifications, notificationPreview, sounds, closeToTray } = useStore(settings.store);
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
      </Group>
      {info.tray && (
        <Group title={t('settings.general')}>
          <Switch
            label={t('settings.closeToTray')}
            hint={t('settings.closeToTrayHint')}
            checked={closeToTray}
            onChange={next => change({ closeToTray: next })}
          />
        </Group>
      )}
    </>
  );
}
