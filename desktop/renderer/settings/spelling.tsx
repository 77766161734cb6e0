// Which languages writing is checked in.
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { ownName } from '../../ipc/languages.ts';
import { useApp } from '../context.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Select } from '../ui/Select.tsx';
import { Group, SettingRow } from './group.tsx';
import styles from './settings.module.css';

/** The chosen languages, and one more; where the system checks by itself, only that is said. */
export function SpellingGroup() {
  const { t } = useTranslation();
  const { bridge, settings, complain, info } = useApp();
  const chosen = useStore(settings.store, ({ spelling }) => spelling);
  const [known, setKnown] = useState<readonly string[]>([]);
  useEffect(() => {
    bridge.spellingLanguages().then(setKnown, complain);
  }, [bridge, complain]);
  const change = (spelling: string[]) => void settings.change({ spelling }).catch(complain);
  const others = known
    .filter(code => !chosen.includes(code))
    .map(code => ({ value: code, label: ownName(code) }))
    .sort((one, other) => one.label.localeCompare(other.label));
  if (info.platform === 'darwin')
    return (
      <Group title={t('settings.spelling')}>
        <p className={styles.notes}>{t('settings.spellingSystem')}</p>
      </Group>
    );
  return (
    <Group title={t('settings.spelling')} hint={t('settings.spellingHint')}>
      {chosen.map(code => (
        <SettingRow key={code} label={ownName(code)}>
          <IconButton
            icon={X}
            label={t('settings.spellingRemove', { language: ownName(code) })}
            onClick={() => change(chosen.filter(one => one !== code))}
          />
        </SettingRow>
      ))}
      <SettingRow label={t('settings.spellingAdd')}>
        <Select
          bare
          label={t('settings.spellingAdd')}
          value=""
          options={[
            { value: '', label: t(chosen.length === 0 ? 'settings.spellingOff' : 'settings.spellingChoose') },
            ...others,
          ]}
          onChange={code => code !== '' && change([...chosen, code])}
        />
      </SettingRow>
    </Group>
  );
}
