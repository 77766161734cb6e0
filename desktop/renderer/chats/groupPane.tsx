// A group beside its conversation: members and roles, and what one may change.
import { LogOut, Pencil, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Chat, Role } from '../../../common/chats/chat.ts';
import { useAccount, useNav, useReplica } from '../context.ts';
import { AvatarEdit } from '../imaging/avatarEdit.tsx';
import styles from '../sidepane.module.css';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { AddDialog, LeaveDialog, RenameDialog } from './groupDialogs.tsx';
import { mayManage } from './groups.ts';
import { MemberRow } from './memberRow.tsx';

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
