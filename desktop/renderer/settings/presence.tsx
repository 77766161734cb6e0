// Being seen and being disturbed: status, who sees when one was here, quiet hours.
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { limits } from '../../../common/limits.ts';
import type { Preferences, QuietHours } from '../../../common/presence/preferences.ts';
import { useAccount, useApp } from '../context.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Select } from '../ui/Select.tsx';
import { ListSkeleton } from '../ui/Skeleton.tsx';
import { Switch } from '../ui/Switch.tsx';
import { TextField } from '../ui/TextField.tsx';
import { Group, SettingRow } from './group.tsx';
import styles from './settings.module.css';

/** Follows one to all devices. */
export function PresenceSection() {
  const { t } = useTranslation();
  const { preferences } = useAccount();
  const { complain } = useApp();
  const { state, held } = useStore(preferences.store);
  useEffect(() => preferences.load(), [preferences]);
  if (state === 'loading') return <ListSkeleton count={3} />;
  if (state === 'failed')
    return (
      <EmptyState
        alert
        drawing="error"
        title={t('settings.preferencesFailed')}
        action={<Button onClick={preferences.load}>{t('common.retry')}</Button>}
      />
    );
  const change = (part: Partial<Preferences>) => void preferences.change(part).catch(complain);
  const audiences = [
    { value: 'everyone', label: t('settings.everyone') },
    { value: 'nobody', label: t('settings.nobody') },
  ] as const;
  return (
    <>
      <StatusForm key={held.status?.text ?? ''} status={held.status} onChange={change} />
      <Group>
        <SettingRow label={t('settings.lastSeen')}>
          <Select
            bare
            label={t('settings.lastSeen')}
            value={held.lastSeen}
            options={audiences}
            onChange={lastSeen => change({ lastSeen })}
          />
        </SettingRow>
      </Group>
      <QuietGroup hours={held.quietHours} onChange={change} />
    </>
  );
}

type Change = (part: Partial<Preferences>) => void;
type Lasts = '0' | '30' | '60' | '240' | 'today';

function StatusForm({ status, onChange }: { status: Preferences['status']; onChange: Change }) {
  const { t } = useTranslation();
  const { clock } = useApp();
  const [text, setText] = useState(status?.text ?? '');
  const [lasts, setLasts] = useState<Lasts>('0');
  const options = [
    { value: '0', label: t('settings.until0') },
    { value: '30', label: t('settings.until30') },
    { value: '60', label: t('settings.until60') },
    { value: '240', label: t('settings.until240') },
    { value: 'today', label: t('settings.untilToday') },
  ] as const;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const until = untilOf(lasts, clock.now());
    onChange({ status: text.trim() === '' ? null : { text: text.trim(), ...(until && { until }) } });
  };
  return (
    <Group>
      <form className={styles.form} onSubmit={submit}>
        <TextField
          label={t('settings.statusText')}
          hint={t('settings.statusHint')}
          value={text}
          maxLength={limits.statusTextMax}
          onChange={event => setText(event.target.value)}
          data-testid="status-text"
        />
        <SettingRow label={t('settings.statusUntil')}>
          <Select
            bare
            label={t('settings.statusUntil')}
            value={lasts}
            options={options}
            onChange={setLasts}
          />
        </SettingRow>
        <Button type="submit" variant="primary" data-testid="save-status">
          {t('common.save')}
        </Button>
      </form>
    </Group>
  );
}

function untilOf(lasts: Lasts, now: number): string | undefined {
  if (lasts === '0') return undefined;
  if (lasts !== 'today') return new Date(now + Number(lasts) * 60_000).toISOString();
  const today = new Date(now);
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() + 1).toISOString();
}

const everyDay = [0, 1, 2, 3, 4, 5, 6];

function QuietGroup({ hours, onChange }: { hours: QuietHours | null; onChange: Change }) {
  const { t, i18n } = useTranslation();
  const set = (part: Partial<QuietHours>) => {
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    const usual: QuietHours = { days: everyDay, from: '22:00', to: '07:00', zone };
    onChange({ quietHours: { ...(hours ?? usual), zone, ...part } });
  };
  // 4 January 1970 was a Sunday.
  const dayName = (day: number) =>
    new Intl.DateTimeFormat(i18n.language, { weekday: 'short', timeZone: 'UTC' }).format(
      Date.UTC(1970, 0, 4 + day),
    );
  return (
    <Group title={t('settings.quietHours')} hint={t('settings.quietHoursHint')}>
      <Switch
        label={t('settings.quietHours')}
        checked={hours !== null}
        onChange={on => (on ? set({}) : onChange({ quietHours: null }))}
      />
      {hours && (
        <>
          <SettingRow label={t('settings.quietFrom')}>
            <input
              type="time"
              aria-label={t('settings.quietFrom')}
              className={styles.time}
              value={hours.from}
              onChange={event => event.target.value && set({ from: event.target.value })}
            />
          </SettingRow>
          <SettingRow label={t('settings.quietTo')}>
            <input
              type="time"
              aria-label={t('settings.quietTo')}
              className={styles.time}
              value={hours.to}
              onChange={event => event.target.value && set({ to: event.target.value })}
            />
          </SettingRow>
          <fieldset className={styles.days} aria-label={t('settings.quietDays')}>
            {everyDay.map(day => {
              const on = hours.days.includes(day);
              const days = on ? hours.days.filter(one => one !== day) : [...hours.days, day].sort();
              return (
                <button
                  key={day}
                  type="button"
                  aria-pressed={on}
                  className={styles.dayToggle}
                  onClick={() => set({ days })}
                >
                  {dayName(day)}
                </button>
              );
            })}
          </fieldset>
        </>
      )}
    </Group>
  );
}
