// The search: words and operators, what was found in its context, and the way there.
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { chatName, peerUser } from '../chats/describe.ts';
import { useAccount, useApp, useNav, useNow, useReplica } from '../context.ts';
import { errorKey } from '../errors.ts';
import { excerpt } from '../messages/found.ts';
import { gistOf } from '../messages/gist.ts';
import { Found } from '../messages/words.tsx';
import { walkRows } from '../rows.ts';
import styles from '../sidepane.module.css';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { Time } from '../ui/Time.tsx';
import type { Hit } from './store.ts';

/** In the open chat, or in all. */
export function SearchPane({ everywhere }: { everywhere: boolean }) {
  const { t } = useTranslation();
  const { search } = useAccount();
  const { query, state, hits, next, local, error } = useStore(search.store);
  const open = useNav(held => held.chatId);
  const chatId = everywhere ? null : open;
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew where one searches, not with each letter
  useEffect(() => {
    field.current?.focus();
    search.search(query, chatId);
  }, [search, chatId]);
  return (
    <>
      <div className={styles.search}>
        <SearchField
          ref={field}
          label={t(everywhere ? 'search.title' : 'search.inChat')}
          value={query}
          busy={state === 'loading'}
          onChange={text => search.search(text, chatId)}
          onKeyDown={event => {
            if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
            event.preventDefault();
            const first = list.current?.querySelector('button');
            if (event.key === 'Enter') first?.click();
            else first?.focus();
          }}
        />
      </div>
      {state === 'empty' && <Operators />}
      {state === 'failed' && <EmptyState alert drawing="error" title={t(errorKey(error))} />}
      {state === 'ready' && hits.length === 0 && (
        <EmptyState drawing="search" title={t('search.nothing')}>
          {t('search.nothingText')}
        </EmptyState>
      )}
      {local && <p className={styles.hint}>{t('search.local')}</p>}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows only add to what Tab does on the rows inside */}
      <div
        className={styles.scroll}
        hidden={hits.length === 0 || state === 'empty' || state === 'failed'}
        ref={list}
        onKeyDown={walkRows}
      >
        <ul aria-label={t('search.results')}>
          {hits.map(hit => (
            <li key={hit.message.id}>
              <HitRow hit={hit} everywhere={everywhere} />
            </li>
          ))}
        </ul>
        {next !== undefined && <Button onClick={() => search.more(chatId)}>{t('search.more')}</Button>}
      </div>
    </>
  );
}

function HitRow({ hit, everywhere }: { hit: Hit; everywhere: boolean }) {
  const { t } = useTranslation();
  const { search, acts, self } = useAccount();
  const { complain, toasts } = useApp();
  const now = useNow();
  const words = useStore(search.store, held => held.words);
  const { chatId, message } = hit;
  const chat = useReplica(replica => replica.chats[chatId]);
  const peer = useReplica(replica => peerUser(replica, chatId));
  const sender = useReplica(replica => replica.users[message.senderId]?.displayName);
  const who = message.senderId === self ? t('common.you') : (sender ?? t('common.deletedUser'));
  const where = chat ? chatName(chat, peer, self, t) : '';
  const go = () => {
    acts.show(chatId, message.seq, words).then(found => {
      if (!found) toasts.show({ kind: 'info', text: t('messages.notFound') });
    }, complain);
  };
  return (
    <button type="button" className={styles.hit} onClick={go} data-testid="hit">
      <span className={styles.hitHead}>
        <span>
          <bdi>{who}</bdi>
          {everywhere && where !== who && (
            <>
              {' · '}
              <bdi>{where}</bdi>
            </>
          )}
        </span>
        <Time at={message.createdAt} now={now} />
      </span>
      <span className={styles.hitText} dir="auto">
        <Found text={excerpt(gistOf(message, t), words)} found={words} />
      </span>
    </button>
  );
}

function Operators() {
  const { t } = useTranslation();
  return (
    <div className={styles.hint}>
      <p>{t('search.help')}</p>
      <dl>
        <dt>from:asha</dt>
        <dd>{t('search.from')}</dd>
        <dt>in:team</dt>
        <dd>{t('search.in')}</dd>
        <dt>has:link</dt>
        <dd>{t('search.has')}</dd>
        <dt>after:2026-01-31</dt>
        <dd>{t('search.after')}</dd>
        <dt>before:2026-03-01</dt>
        <dd>{t('search.before')}</dd>
        <dt>"two words"</dt>
        <dd>{t('search.phrase')}</dd>
      </dl>
    </div>
  );
}
