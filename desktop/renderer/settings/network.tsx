// How the program reaches the network.
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ProxySetting } from '../../ipc/payloads.ts';
import { useApp } from '../context.ts';
import { Button } from '../ui/Button.tsx';
import { Select } from '../ui/Select.tsx';
import { TextField } from '../ui/TextField.tsx';
import { Group, SettingRow } from './group.tsx';
import styles from './settings.module.css';

const address = /^(?:(?:https?|socks[45]?):\/\/)?(?:[a-z0-9.-]+|\[[0-9a-f:]+\]):\d{1,5}$/i;

/** The proxy: the system's, none, or one that is named. */
export function ProxyGroup() {
  const { t } = useTranslation();
  const { settings, complain } = useApp();
  const proxy = useStore(settings.store, held => held.proxy);
  // Chosen, but not usable before there is an address.
  const [manual, setManual] = useState(proxy.mode === 'manual');
  const set = (next: ProxySetting) => void settings.change({ proxy: next }).catch(complain);
  const modes = [
    { value: 'system', label: t('network.proxySystem') },
    { value: 'none', label: t('network.proxyNone') },
    { value: 'manual', label: t('network.proxyManual') },
  ] as const;
  const choose = (mode: ProxySetting['mode']) => {
    setManual(mode === 'manual');
    if (mode !== 'manual' || address.test(proxy.server)) set({ ...proxy, mode });
  };
  return (
    <Group hint={t('network.proxyHint')}>
      <SettingRow label={t('settings.proxy')}>
        <Select
          bare
          label={t('settings.proxy')}
          value={manual ? 'manual' : proxy.mode}
          options={modes}
          onChange={choose}
        />
      </SettingRow>
      {manual && <ServerForm server={proxy.server} onSave={server => set({ mode: 'manual', server })} />}
    </Group>
  );
}

function ServerForm({ server, onSave }: { server: string; onSave: (server: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(server);
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const fits = address.test(text.trim());
    setWrong(!fits);
    if (fits) onSave(text.trim());
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <TextField
        label={t('network.proxyServer')}
        placeholder="proxy.example.org:3128"
        value={text}
        onChange={event => {
          setText(event.target.value);
          setWrong(false);
        }}
        error={wrong ? t('network.proxyWrong') : undefined}
        spellCheck={false}
        data-testid="proxy-server"
      />
      <Button type="submit" variant="primary" data-testid="save-proxy">
        {t('common.save')}
      </Button>
    </form>
  );
}
