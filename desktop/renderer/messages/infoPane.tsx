// Who got a message and who read it, and when.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageId, UserId } from '../../../common/ids.ts';
import { useAccount, useNav, useNow, useReplica } from '../context.ts';
import { errorKey } from '../errors.ts';
import styles from '../sidepane.module.css';
import { Avatar } from '../ui/Avatar.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { Time } from '../ui/Time.tsx';

interface Reader {
  readonly userId: UserId;
  readonly deliveredAt?: string;
  readonly readAt?: string;
}

/** Of a message in the open chat; asks anew whenever someone's watermark moves. */
export function InfoPane({ messageId }: { messageId: MessageId }) {
  const { t } = useTranslation();
  const { acts } = useAccount();
  const now = useNow();
  const chatId = useNav(held => held.chatId);
  const marks = useReplica(replica => (chatId ? replica.chats[chatId]?.members : undefined));
  const message = useReplica(replica =>
    chatId ? replica.threads[chatId]?.messages.find(one => one.id === messageId) : undefined,
  );
  const [readers, setReaders] = useState<readonly Reader[] | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: watermarks say when to ask again
  useEffect(() => {
    if (chatId === null) return;
    let current = true;
    acts.info(chatId, messageId).then(
      ({ members }) => current && setReaders(members),
      error => current && setFailed(error),
    );
    return () => {
      current = false;
    };
  }, [acts, chatId, messageId, marks]);
  const others = (readers ?? []).filter(({ userId }) => userId !== message?.senderId);
  return (
    <div className={styles.scroll} data-testid="info">
      {message && (
        <div className={styles.card}>
          <p dir="auto">{message.text}</p>
          <p className={styles.muted}>
            <Time at={message.createdAt} now={now} kind="full" />
          </p>
        </div>
      )}
      {failed !== null && readers === null && (
        <p role="alert" className={styles.problem}>
          {t(errorKey(failed))}
        </p>
      )}
      {readers !== null && others.length === 0 && <p className={styles.heading}>{t('messages.noReaders')}</p>}
      {readers === null && failed === null && <Spinner size={20} label={t('common.loading')} />}
      <Section title={t('messages.readBy')} list={others.filter(one => one.readAt)} at={one => one.readAt} />
      <Section
        title={t('messages.deliveredTo')}
        list={others.filter(one => one.deliveredAt && !one.readAt)}
        at={one => one.deliveredAt}
      />
      <Section
        title={t('messages.notYet')}
        list={others.filter(one => !one.deliveredAt && !one.readAt)}
        at={() => undefined}
      />
    </div>
  );
}

interface SectionProps {
  title: string;
  list: readonly Reader[];
  at: (reader: Reader) => string | undefined;
}

function Section({ title, list, at }: SectionProps) {
  const now = useNow();
  const users = useReplica(replica => replica.users);
  if (list.length === 0) return null;
  return (
    <>
      <h3 className={styles.heading}>{title}</h3>
      <ul>
        {list.map(reader => {
          const moment = at(reader);
          const name = users[reader.userId]?.displayName ?? '';
          return (
            <li key={reader.userId} className={styles.member} data-testid="reader">
              <Avatar id={reader.userId} name={name} />
              <div className={styles.names}>
                <p>
                  <bdi>{name}</bdi>
                </p>
                {moment && (
                  <p className={styles.muted}>
                    <Time at={moment} now={now} kind="moment" />
                  </p>
                )}
              </div>
            </li>
          );
        })}
      </ul>
    </>
  );
}
