// Updates: how far one has come, what it brings, and who may install it when.
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { SettingsChange } from '../../ipc/channels.ts';
import type { UpdateState } from '../../ipc/payloads.ts';
import { useApp } from '../context.ts';
import { Button } from '../ui/Button.tsx';
import { Switch } from '../ui/Switch.tsx';
import { TextField } from '../ui/TextField.tsx';
import { Group, SettingRow } from './group.tsx';
import styles from './settings.module.css';

/** Only in the desktop app: a page in a browser is as new as its server. */
export function UpdatesGroup() {
  const { t } = useTranslation();
  const { bridge, settings, complain } = useApp();
  const [state, setState] = useState<UpdateState>({ name: 'off' });
  const { automaticUpdates, updateChannel, updateFeed } = useStore(settings.store);
  useEffect(() => {
    bridge.updates().then(setState, complain);
    return bridge.onUpdatesChanged(setState);
  }, [bridge, complain]);
  const change = (part: SettingsChange) => void settings.change(part).catch(complain);
  return (
    <Group title={t('settings.updates')} {...(state.name === 'off' && { hint: t('settings.updatesOff') })}>
      {state.name !== 'off' && <UpdateRow state={state} />}
      <Switch
        label={t('settings.updatesAutomatic')}
        hint={t('settings.updatesAutomaticHint')}
        checked={automaticUpdates}
        onChange={next => change({ automaticUpdates: next })}
      />
      <Switch
        label={t('settings.updatesBeta')}
        checked={updateChannel === 'beta'}
        onChange={next => change({ updateChannel: next ? 'beta' : 'latest' })}
      />
      <FeedForm key={updateFeed ?? ''} feed={updateFeed} />
    </Group>
  );
}

function UpdateRow({ state }: { state: Exclude<UpdateState, { name: 'off' }> }) {
  const { t } = useTranslation();
  const { bridge, complain } = useApp();
  const act = state.name === 'available' ? 'download' : state.name === 'ready' ? 'install' : 'check';
  const busy = state.name === 'checking' || state.name === 'downloading';
  const words = useUpdateWords(state);
  return (
    <>
      <div className={styles.row}>
        <span role="status" className={styles.rowLabel} data-testid="update-state" data-state={state.name}>
          {words}
        </span>
        <Button
          size="sm"
          variant={act === 'check' ? 'quiet' : 'primary'}
          busy={busy}
          onClick={() => void bridge.update(act).catch(complain)}
          data-testid="update-act"
        >
          {t(`settings.updates_${act}`)}
        </Button>
      </div>
      {'notes' in state && state.notes !== '' && (
        <div className={styles.notes} data-testid="update-notes">
          {state.notes}
        </div>
      )}
    </>
  );
}

function useUpdateWords(state: Exclude<UpdateState, { name: 'off' }>): string {
  const { t, i18n } = useTranslation();
  switch (state.name) {
    case 'idle': {
      if (state.checkedAt === null) return t('settings.updateNever');
      const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: 'short' }).format(state.checkedAt);
      return t('settings.updateNone', { time });
    }
    case 'checking':
      return t('settings.updateChecking');
    case 'available':
      return t('settings.updateAvailable', { version: state.version });
    case 'downloading':
      return t('settings.updateDownloading', { version: state.version, percent: state.percent });
    case 'ready':
      return t('settings.updateReady', { version: state.version });
    case 'error':
      return t(`settings.updateError_${state.reason}`);
  }
}

function FeedForm({ feed }: { feed: string | null }) {
  const { t } = useTranslation();
  const { settings } = useApp();
  const [text, setText] = useState(feed ?? '');
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const next = text.trim();
    settings.change({ updateFeed: next === '' ? null : next }).then(
      () => setWrong(false),
      () => setWrong(true),
    );
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextField
        label={t('settings.updateFeed')}
        hint={t('settings.updateFeedHint')}
        value={text}
        error={wrong ? t('settings.updateFeedWrong') : undefined}
        onChange={event => setText(event.target.value)}
        data-testid="update-feed"
      />
      <Button type="submit" disabled={text.trim() === (feed ?? '')} data-testid="save-update-feed">
        {t('common.save')}
      </Button>
    </form>
  );
}

/** The folder of crash reports, for whoever wants to hand one on. */
export function ReportsGroup() {
  const { t } = useTranslation();
  const { bridge, complain } = useApp();
  return (
    <Group title={t('settings.reports')} hint={t('settings.reportsHint')}>
      <SettingRow label={t('settings.reportsFolder')}>
        <Button
          size="sm"
          onClick={() => void bridge.showReports().catch(complain)}
          data-testid="show-reports"
        >
          {t('settings.showFolder')}
        </Button>
      </SettingRow>
    </Group>
  );
}
