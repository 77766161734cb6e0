// Invitations: made with an end and a number of uses, their link shown once, taken back.
import { type FormEvent, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Invite } from '../../../common/admin/admin.ts';
import { limits } from '../../../common/limits.ts';
import { useAccount, useApp, useNow } from '../context.ts';
import { Group, SettingRow } from '../settings/group.tsx';
import settings from '../settings/settings.module.css';
import { Button } from '../ui/Button.tsx';
import { Select } from '../ui/Select.tsx';
import { TextField } from '../ui/TextField.tsx';
import { Time } from '../ui/Time.tsx';
import styles from './admin.module.css';
import { Shown, useDeed, useLoaded } from './loaded.tsx';
import { SecretDialog } from './secret.tsx';

/** The form, and those that there are. */
export function AdminInvites() {
  const { t } = useTranslation();
  const { admin } = useAccount().api;
  const invites = useLoaded(useCallback(() => admin.invites(), [admin]));
  const { run } = useDeed(invites.reload);
  const [link, setLink] = useState<string | null>(null);
  return (
    <div className={styles.sheet}>
      <InviteForm onMade={setLink} reload={invites.reload} />
      <Shown loaded={invites}>
        {({ invites: held }) =>
          held.length === 0 ? (
            <p className={styles.meta}>{t('admin.noInvites')}</p>
          ) : (
            <Group title={t('admin.invites')}>
              {held.map(invite => (
                <InviteRow
                  key={invite.id}
                  invite={invite}
                  onRevoke={() => run(() => admin.revokeInvite(invite.id))}
                />
              ))}
            </Group>
          )
        }
      </Shown>
      {link !== null && (
        <SecretDialog
          title={t('admin.inviteLink')}
          hint={t('admin.secretHint')}
          secret={link}
          onClose={() => setLink(null)}
        />
      )}
    </div>
  );
}

const uses = ['1', '5', '25', '100'] as const;
const days = ['1', '7', '30', '365'] as const;

function InviteForm({ onMade, reload }: { onMade: (link: string) => void; reload: () => void }) {
  const { t } = useTranslation();
  const { session, page } = useApp();
  const { admin } = useAccount().api;
  const { busy, run } = useDeed(reload);
  const [note, setNote] = useState('');
  const [times, setTimes] = useState<(typeof uses)[number]>('1');
  const [lasts, setLasts] = useState<(typeof days)[number]>('7');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { uses: Number(times), days: Number(lasts), ...(note.trim() && { note: note.trim() }) };
    run(async () => {
      const { token } = await admin.createInvite(body);
      const state = session.store.getState();
      const link = new URL('/', state.name === 'signed_in' ? state.server : page.location.origin);
      link.searchParams.set('invite', token);
      onMade(link.href);
      setNote('');
    });
  };
  return (
    <Group>
      <form className={settings.form} onSubmit={submit}>
        <TextField
          label={t('admin.inviteNote')}
          value={note}
          maxLength={limits.titleMax}
          onChange={event => setNote(event.target.value)}
        />
        <SettingRow label={t('admin.inviteUses')}>
          <Select
            bare
            label={t('admin.inviteUses')}
            value={times}
            options={uses.map(value => ({ value, label: t('admin.times', { count: Number(value) }) }))}
            onChange={setTimes}
          />
        </SettingRow>
        <SettingRow label={t('admin.inviteDays')}>
          <Select
            bare
            label={t('admin.inviteDays')}
            value={lasts}
            options={days.map(value => ({ value, label: t('admin.days', { count: Number(value) }) }))}
            onChange={setLasts}
          />
        </SettingRow>
        <Button type="submit" variant="primary" busy={busy} data-testid="create-invite">
          {t('admin.createInvite')}
        </Button>
      </form>
    </Group>
  );
}

function InviteRow({ invite, onRevoke }: { invite: Invite; onRevoke: () => void }) {
  const { t } = useTranslation();
  const now = useNow();
  return (
    <div className={settings.device} data-testid="invite">
      <div className={settings.names}>
        <p>
          <bdi>{invite.note || t('admin.invite')}</bdi>
        </p>
        <p className={settings.username}>
          {t('admin.inviteUsed', { used: invite.used, uses: invite.uses })} · {t('admin.inviteUntil')}{' '}
          <Time at={invite.expiresAt} now={now} kind="day" />
        </p>
      </div>
      <Button size="sm" onClick={onRevoke}>
        {t('admin.revoke')}
      </Button>
    </div>
  );
}
