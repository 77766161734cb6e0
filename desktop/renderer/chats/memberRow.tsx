// A member of a group in its pane: who they are, and what one may do with them.
import { Ellipsis } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Chat, Member } from '../../../common/chats/chat.ts';
import { useAccount, useApp, useReplica } from '../context.ts';
import { roleName } from '../messages/system.tsx';
import { usePersonItems } from '../people/blocking.tsx';
import { memberOf } from '../replica/state.ts';
import styles from '../sidepane.module.css';
import { Avatar } from '../ui/Avatar.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Menu } from '../ui/Menu.tsx';
import type { MenuItem } from '../ui/menuItems.tsx';
import { mayManage } from './groups.ts';

/** With a menu where there is something one may do. */
export function MemberRow({ chat, member }: { chat: Chat; member: Member }) {
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
