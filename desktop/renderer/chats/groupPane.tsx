// A group beside its conversation: members and roles, and what one may change.
import { Ellipsis, LogOut, Pencil, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { User } from '../../../common/auth/user.ts';
import type { Chat, Member, Role } from '../../../common/chats/chat.ts';
import { limits } from '../../../common/limits.ts';
import { useAccount, useApp, useNav, useReplica } from '../context.ts';
import { AvatarEdit } from '../imaging/avatarEdit.tsx';
import { roleName } from '../messages/system.tsx';
import { usePersonItems } from '../people/blocking.tsx';
import { PeoplePicker } from '../people/peoplePicker.tsx';
import { memberOf } from '../replica/state.ts';
import styles from '../sidepane.module.css';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { AlertDialog, Dialog } from '../ui/Dialog.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Menu } from '../ui/Menu.tsx';
import type { MenuItem } from '../ui/menuItems.tsx';
import { TextField } from '../ui/TextField.tsx';
import { mayManage } from './groups.ts';

type Asked = 'rename' | 'add' | 'leave' | null;

/** The open chat's. */
export function GroupPane() {
  const chatId = useNav(held => held.chatId);
  const chat = useReplica(replica => (chatId ? replica.chats[chatId] : undefined));
  return chat ? <Group chat={chat} /> : null;
}

function Group({ chat }: { chat: Chat }) {
  const { t } = useTranslation();
  const { self, avatars } = useAccount();
  const [asked, setAsked] = useState<Asked>(null);
  const manages = mayManage(chat, self);
  const close = () => setAsked(null);
  const order: Readonly<Record<Role, number>> = { owner: 0, admin: 1, member: 2 };
  const members = [...chat.members].sort((a, b) => order[a.role] - order[b.role]);
  return (
    <div className={styles.scroll}>
      <div className={styles.face}>
        {manages ? (
          <AvatarEdit
            id={chat.id}
            name={chat.title ?? ''}
            held={chat.avatar !== undefined}
            onChange={picture => avatars.setGroups(chat.id, picture)}
          />
        ) : (
          <Avatar id={chat.id} name={chat.title ?? ''} size={72} />
        )}
        <p className={styles.faceName}>
          <bdi>{chat.title}</bdi>
          {manages && (
            <IconButton
              size="sm"
              icon={Pencil}
              label={t('groups.rename')}
              onClick={() => setAsked('rename')}
              data-testid="rename"
            />
          )}
        </p>
        <p className={styles.muted}>{t('chats.members', { count: chat.members.length })}</p>
      </div>
      <h3 className={styles.heading}>
        {t('groups.members')}
        {manages && (
          <IconButton
            size="sm"
            icon={UserPlus}
            label={t('groups.add')}
            onClick={() => setAsked('add')}
            data-testid="add-members"
          />
        )}
      </h3>
      <ul>
        {members.map(member => (
          <li key={member.userId}>
            <MemberRow chat={chat} member={member} />
          </li>
        ))}
      </ul>
      {!chat.left && (
        <div className={styles.foot}>
          <Button icon={LogOut} variant="quiet" onClick={() => setAsked('leave')} data-testid="leave">
            {t('groups.leave')}
          </Button>
        </div>
      )}
      {asked === 'rename' && <RenameDialog chat={chat} onClose={close} />}
      {asked === 'add' && <AddDialog chat={chat} onClose={close} />}
      {asked === 'leave' && <LeaveDialog chat={chat} onClose={close} />}
    </div>
  );
}

function MemberRow({ chat, member }: { chat: Chat; member: Member }) {
  const { t } = useTranslation();
  const { self, groups, openDirect } = useAccount();
  const { complain } = useApp();
  const user = useReplica(replica => replica.users[member.userId]);
  const status = useReplica(replica => replica.presence[member.userId]?.status);
  const against = usePersonItems(member.userId);
  const own = memberOf(chat, self)?.role;
  const { userId, role } = member;
  const act = (task: Promise<unknown>) => void task.catch(complain);
  const manages = mayManage(chat, self) && userId !== self && role !== 'owner';
  const items: readonly MenuItem[] = [
    ...(userId === self ? [] : [{ label: t('people.message'), onSelect: () => act(openDirect(userId)) }]),
    ...(manages && own === 'owner'
      ? [
          role === 'admin'
            ? {
                label: t('groups.makeMember'),
                onSelect: () => act(groups.setRole(chat.id, userId, 'member')),
              }
            : { label: t('groups.makeAdmin'), onSelect: () => act(groups.setRole(chat.id, userId, 'admin')) },
        ]
      : []),
    ...(manages && (own === 'owner' || role === 'member')
      ? [{ label: t('groups.remove'), danger: true, onSelect: () => act(groups.remove(chat.id, userId)) }]
      : []),
    ...against,
  ];
  const name = user?.displayName ?? t('common.deletedUser');
  return (
    <div className={styles.member} data-testid="member" data-user-id={userId} data-role={role}>
      <Avatar id={userId} name={name} presence={userId === self ? undefined : (status ?? 'offline')} />
      <div className={styles.names}>
        <p>
          <bdi>{userId === self ? t('common.you') : name}</bdi>
        </p>
        <p className={styles.muted}>{role === 'member' ? `@${user?.username ?? ''}` : roleName(role, t)}</p>
      </div>
      {items.length > 0 && (
        <Menu items={items} align="end">
          <IconButton
            size="sm"
            icon={Ellipsis}
            label={t('groups.memberActions', { name })}
            data-testid="member-menu"
          />
        </Menu>
      )}
    </div>
  );
}

interface AskedProps {
  chat: Chat;
  onClose: () => void;
}

/** Runs one task; closes when it went well, complains when it did not. */
function useTask(onClose: () => void) {
  const { complain } = useApp();
  const [busy, setBusy] = useState(false);
  const run = (task: () => Promise<unknown>) => {
    if (busy) return;
    setBusy(true);
    task()
      .then(onClose, complain)
      .finally(() => setBusy(false));
  };
  return { busy, run };
}

function RenameDialog({ chat, onClose }: AskedProps) {
  const { t } = useTranslation();
  const { groups } = useAccount();
  const { busy, run } = useTask(onClose);
  const [title, setTitle] = useState(chat.title ?? '');
  const ready = title.trim() !== '' && title.trim() !== chat.title;
  return (
    <Dialog open size="sm" title={t('groups.rename')} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={event => {
          event.preventDefault();
          if (ready) run(() => groups.rename(chat.id, title.trim()));
        }}
      >
        <TextField
          label={t('groups.name')}
          value={title}
          maxLength={limits.titleMax}
          onChange={event => setTitle(event.target.value)}
          data-testid="new-name"
        />
        <Button type="submit" variant="primary" disabled={!ready} busy={busy}>
          {t('common.save')}
        </Button>
      </form>
    </Dialog>
  );
}

function AddDialog({ chat, onClose }: AskedProps) {
  const { t } = useTranslation();
  const { groups } = useAccount();
  const { busy, run } = useTask(onClose);
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const add = () =>
    run(() =>
      groups.add(
        chat.id,
        chosen.map(user => user.id),
      ),
    );
  return (
    <Dialog
      open
      size="sm"
      title={t('groups.add')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" disabled={chosen.length === 0} busy={busy} onClick={add}>
            {t('groups.addThem')}
          </Button>
        </>
      }
    >
      <PeoplePicker
        chosen={chosen}
        onChange={setChosen}
        without={new Set(chat.members.map(member => member.userId))}
      />
    </Dialog>
  );
}

function LeaveDialog({ chat, onClose }: AskedProps) {
  const { t } = useTranslation();
  const { groups } = useAccount();
  const { busy, run } = useTask(onClose);
  return (
    <AlertDialog
      open
      danger
      busy={busy}
      title={t('groups.leaveTitle', { title: chat.title ?? '' })}
      description={t('groups.leaveText')}
      confirmLabel={t('groups.leave')}
      onCancel={onClose}
      onConfirm={() => run(() => groups.leave(chat.id))}
    />
  );
}
