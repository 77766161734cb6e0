// Reactions below a bubble: each emoji once, with its count and who gave it.
import clsx from 'clsx';
import { useTranslation } from 'react-i18next';
import type { UserId } from '../../../common/ids.ts';
import type { Message, Reaction } from '../../../common/messages/message.ts';
import { useAccount, useApp, useReplica } from '../context.ts';
import { Tooltip } from '../ui/Tooltip.tsx';
import styles from './reactions.module.css';

/** One's own can be taken back, and each one joined, by a click. */
export function Reactions({ message }: { message: Message }) {
  const { t, i18n } = useTranslation();
  const { self, acts } = useAccount();
  const { complain } = useApp();
  const users = useReplica(replica => replica.users);
  const left = useReplica(replica => replica.chats[message.chatId]?.left ?? false);
  const nameOf = (id: UserId) =>
    id === self ? t('common.you') : (users[id]?.displayName ?? t('common.deletedUser'));
  const format = new Intl.ListFormat(i18n.language, { type: 'conjunction' });
  return (
    <ul className={styles.list} aria-label={t('messages.reactions')}>
      {grouped(message.reactions).map(([emoji, who]) => {
        const names = format.format(who.slice(0, 20).map(nameOf));
        const mine = who.includes(self);
        return (
          <li key={emoji}>
            <Tooltip label={names}>
              <button
                type="button"
                aria-pressed={mine}
                aria-disabled={left || undefined}
                aria-label={t('messages.reactedBy', { emoji, number: who.length, names })}
                className={clsx(styles.pill, mine && styles.mine)}
                onClick={() => !left && void acts.react(message, emoji).catch(complain)}
                data-testid="reaction"
              >
                <span aria-hidden="true">{emoji}</span>
                <span className={styles.count}>{who.length}</span>
              </button>
            </Tooltip>
          </li>
        );
      })}
    </ul>
  );
}

/** Emoji in the order in which they first came, each with who gave it. */
export function grouped(reactions: readonly Reaction[]): readonly (readonly [string, readonly UserId[]])[] {
  const byEmoji = new Map<string, UserId[]>();
  for (const { emoji, userId } of reactions) byEmoji.set(emoji, [...(byEmoji.get(emoji) ?? []), userId]);
  return [...byEmoji];
}
