// What happened to the chat, as a centred line.
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { User } from '../../../common/auth/user.ts';
import type { UserId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import { useAccount, useReplica } from '../context.ts';
import styles from './list.module.css';

/** One line in the history. */
export function SystemLine({ message }: { message: Message }) {
  const { t } = useTranslation();
  const { self } = useAccount();
  const users = useReplica(replica => replica.users);
  return (
    <p className={styles.system} data-testid="system" data-seq={message.seq}>
      {systemWords(message, users, self, t)}
    </p>
  );
}

/** What happened, in words: who did it, and whom it befell. */
export function systemWords(
  { senderId, system }: Message,
  users: Readonly<Record<UserId, User>>,
  self: UserId,
  t: TFunction,
): string {
  const nameOf = (id: UserId) =>
    // Isolated, so that a name of another direction turns nothing around.
    id === self ? t('common.you') : `\u2068${users[id]?.displayName ?? t('common.deletedUser')}\u2069`;
  const who = nameOf(senderId);
  const whom = (system?.userIds ?? []).map(id => (id === self ? t('system.you') : nameOf(id))).join(', ');
  switch (system?.kind) {
    case 'created':
      return t('system.created', { who });
    case 'renamed':
      return t('system.renamed', { who, title: system.title ?? '' });
    case 'added':
      return t('system.added', { who, whom });
    case 'removed':
      return t('system.removed', { who, whom });
    case 'left':
      return t('system.left', { who });
    case 'role':
      return t('system.role', { who, whom, role: roleName(system.role, t) });
    default:
      return '';
  }
}

/** A role's name. */
export function roleName(role: string | undefined, t: TFunction): string {
  if (role === 'owner') return t('groups.owner');
  return role === 'admin' ? t('groups.admin') : t('groups.member');
}
