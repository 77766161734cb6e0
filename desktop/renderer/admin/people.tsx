// Everyone on this server, found by name, and what an administrator may do about them.
import { Ellipsis, UserPlus } from 'lucide-react';
import { useCallback, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdminUser } from '../../../common/admin/admin.ts';
import { useAccount, useNow } from '../context.ts';
import { Group } from '../settings/group.tsx';
import settings from '../settings/settings.module.css';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { AlertDialog } from '../ui/Dialog.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Menu } from '../ui/Menu.tsx';
import type { MenuItem } from '../ui/menuItems.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { Time } from '../ui/Time.tsx';
import styles from './admin.module.css';
import { Shown, useDeed, useLoaded } from './loaded.tsx';
import { NewPersonDialog } from './newPerson.tsx';
import { SecretDialog } from './secret.tsx';
import { SessionsDialog } from './sessions.tsx';

type Deed = 'makeAdmin' | 'takeAdmin' | 'password' | 'sessions' | 'secondFactor' | 'delete';
interface Asked {
  readonly deed: Deed;
  readonly user: AdminUser;
}

/** The list with a search above. */
export function AdminPeople() {
  const { t } = useTranslation();
  const { api } = useAccount();
  const [query, setQuery] = useState('');
  const wanted = useDeferredValue(query.trim().slice(0, 64));
  const people = useLoaded(useCallback(() => api.admin.users(wanted), [api, wanted]));
  const [asked, setAsked] = useState<Asked | null>(null);
  const [making, setMaking] = useState(false);
  return (
    <div className={styles.sheet}>
      <div className={styles.head}>
        <SearchField label={t('people.search')} value={query} onChange={setQuery} />
        <Button icon={UserPlus} onClick={() => setMaking(true)} data-testid="new-person">
          {t('admin.newPerson')}
        </Button>
      </div>
      <Shown loaded={people}>
        {({ users }) =>
          users.length === 0 ? (
            <EmptyState drawing="search" title={t('people.nothingFound')} />
          ) : (
            <Group>
              {users.map(user => (
                <Person key={user.id} user={user} onAsk={deed => setAsked({ deed, user })} />
              ))}
            </Group>
          )
        }
      </Shown>
      {making && <NewPersonDialog onClose={() => setMaking(false)} reload={people.reload} />}
      {asked?.deed === 'sessions' && <SessionsDialog user={asked.user} onClose={() => setAsked(null)} />}
      {asked && asked.deed !== 'sessions' && (
        <Question asked={asked} onClose={() => setAsked(null)} reload={people.reload} />
      )}
    </div>
  );
}

function Person({ user, onAsk }: { user: AdminUser; onAsk: (deed: Deed) => void }) {
  const { t } = useTranslation();
  const { self } = useAccount();
  const now = useNow();
  const { displayName, username, admin, secondFactor, lastSeenAt, deleteAt } = user;
  const ask = (deed: Deed) => () => onAsk(deed);
  const items: readonly MenuItem[] = [
    admin
      ? { label: t('admin.takeAdmin'), onSelect: ask('takeAdmin') }
      : { label: t('admin.makeAdmin'), onSelect: ask('makeAdmin') },
    { label: t('admin.sessions'), onSelect: ask('sessions') },
    { label: t('admin.password'), onSelect: ask('password') },
    ...(secondFactor ? [{ label: t('admin.secondFactor'), onSelect: ask('secondFactor') }] : []),
    ...(user.id === self
      ? []
      : (['divider', { label: t('admin.delete'), danger: true, onSelect: ask('delete') }] as const)),
  ];
  const marks = [
    `@${username}`,
    ...(admin ? [t('admin.isAdmin')] : []),
    ...(secondFactor ? [t('admin.hasSecondFactor')] : []),
    ...(deleteAt === undefined ? [] : [t('admin.leaving')]),
  ];
  return (
    <div className={settings.device} data-testid="admin-person" data-username={username}>
      <Avatar id={user.id} name={displayName} />
      <div className={settings.names}>
        <p>
          <bdi>{displayName}</bdi>
        </p>
        <p className={settings.username}>{marks.join(' · ')}</p>
      </div>
      <span className={styles.meta}>
        <Time at={lastSeenAt} now={now} />
      </span>
      <Menu items={items} align="end">
        <IconButton
          size="sm"
          icon={Ellipsis}
          label={t('groups.memberActions', { name: displayName })}
          data-testid="admin-person-menu"
        />
      </Menu>
    </div>
  );
}

interface QuestionProps {
  asked: Asked;
  onClose: () => void;
  reload: () => void;
}

function Question({ asked: { deed, user }, onClose, reload }: QuestionProps) {
  const { t } = useTranslation();
  const { admin } = useAccount().api;
  const { busy, run } = useDeed(reload);
  const [password, setPassword] = useState<string | null>(null);
  const name = user.displayName;
  const deeds: Readonly<Record<Exclude<Deed, 'sessions'>, () => Promise<unknown>>> = {
    makeAdmin: () => admin.setAdmin(user.id, true),
    takeAdmin: () => admin.setAdmin(user.id, false),
    secondFactor: () => admin.disableSecondFactor(user.id),
    delete: () => admin.deleteUser(user.id),
    password: async () => setPassword((await admin.resetPassword(user.id)).password),
  };
  if (deed === 'sessions') return null;
  if (password !== null) {
    return (
      <SecretDialog
        title={t('admin.newPassword', { name })}
        hint={t('admin.secretHint')}
        secret={password}
        onClose={onClose}
      />
    );
  }
  return (
    <AlertDialog
      open
      danger={deed !== 'makeAdmin'}
      busy={busy}
      title={t(`admin.${deed}Title`, { name })}
      description={t(`admin.${deed}Text`)}
      confirmLabel={t(`admin.${deed}`)}
      onCancel={onClose}
      onConfirm={() => run(deeds[deed], deed === 'password' ? undefined : onClose)}
    />
  );
}
