// Theme and language.
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Settings } from '../../ipc/channels.ts';
import { useApp } from '../context.ts';
import { languageName } from '../i18n/i18n.ts';
import { Select } from '../ui/Select.tsx';
import { Group, SettingRow } from './group.tsx';

/** How the app looks and speaks. */
export function AppearanceSection() {
  const { t } = useTranslation();
  const { settings, complain } = useApp();
  const { theme, language } = useStore(settings.store);
  const change = (part: Partial<Settings>) => void settings.change(part).catch(complain);
  const themes = [
    { value: 'system', label: t('settings.themeSystem') },
    { value: 'light', label: t('settings.themeLight') },
    { value: 'dark', label: t('settings.themeDark') },
  ] as const;
  const languages = [
    { value: 'system', label: t('settings.languageSystem') },
    { value: 'en', label: languageName('en') },
    { value: 'sw', label: languageName('sw') },
  ] as const;
  return (
    <Group>
      <SettingRow label={t('settings.theme')}>
        <Select
          bare
          label={t('settings.theme')}
          value={theme}
          options={themes}
          onChange={next => change({ theme: next })}
        />
      </SettingRow>
      <SettingRow label={t('settings.language')}>
        <Select
          bare
          label={t('settings.language')}
          value={language}
          options={languages}
          onChange={next => change({ language: next })}
        />
      </SettingRow>
    </Group>
  );
}
