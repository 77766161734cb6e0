// Completion above the composer: people and emoji that fit what is typed; the field keeps the focus.
import clsx from 'clsx';
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChatId } from '../../../common/ids.ts';
import { useAccount, useApp, useReplica } from '../context.ts';
import { findEmoji, loadEmoji, toned } from '../emoji/data.ts';
import { skinTone, usedEmoji } from '../emoji/recent.ts';
import { Avatar } from '../ui/Avatar.tsx';
import styles from './composer.module.css';
import { fittingPeople, type Wanted } from './suggest.ts';

export interface Suggestion {
  readonly key: string;
  /** What the word becomes. */
  readonly text: string;
  readonly label: string;
  readonly detail: string;
  /** A person's id; none for emoji. */
  readonly userId?: string;
}

/** What fits at the caret. */
export function useSuggestions(chatId: ChatId, wanted: Wanted | null): readonly Suggestion[] {
  const people = usePeople(chatId, wanted?.kind === 'person' ? wanted.query : null);
  const emoji = useEmoji(wanted?.kind === 'emoji' ? wanted.query : null);
  return wanted?.kind === 'emoji' ? emoji : people;
}

function usePeople(chatId: ChatId, query: string | null): readonly Suggestion[] {
  const { self } = useAccount();
  const members = useReplica(replica => replica.chats[chatId]?.members);
  const users = useReplica(replica => replica.users);
  return useMemo(() => {
    if (query === null) return [];
    const here = (members ?? []).map(({ userId }) => users[userId]).filter(user => user !== undefined);
    return fittingPeople(
      here.filter(user => user.id !== self),
      query,
    ).map(user => ({
      key: user.id,
      text: `@${user.username}`,
      label: user.displayName,
      detail: `@${user.username}`,
      userId: user.id,
    }));
  }, [query, members, users, self]);
}

function useEmoji(query: string | null): readonly Suggestion[] {
  const { page } = useApp();
  const [found, setFound] = useState<readonly Suggestion[]>([]);
  useEffect(() => {
    let current = true;
    if (query === null) {
      setFound([]);
      return;
    }
    void loadEmoji().then(all => {
      if (!current) return;
      const tone = skinTone(page.localStorage);
      setFound(
        findEmoji(all, query)
          .slice(0, 6)
          .map(one => ({
            key: one.unicode,
            text: toned(one, tone),
            label: toned(one, tone),
            detail: `:${one.codes[0] ?? one.label}:`,
          })),
      );
    });
    return () => {
      current = false;
    };
  }, [query, page]);
  return found;
}

interface SuggestionListProps {
  id: string;
  list: readonly Suggestion[];
  chosen: number;
  onChoose: (suggestion: Suggestion) => void;
}

/** The list; keys come through `suggestionKey`. */
export function SuggestionList({ id, list, chosen, onChoose }: SuggestionListProps) {
  const { t } = useTranslation();
  if (list.length === 0) return null;
  return (
    <div id={id} role="listbox" aria-label={t('messages.suggestions')} className={styles.suggestions}>
      {list.map((one, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the chosen one
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys come through the field
        <div
          key={one.key}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === chosen}
          className={clsx(styles.suggestion, index === chosen && styles.chosen)}
          onPointerDown={event => event.preventDefault()}
          onClick={() => onChoose(one)}
          data-testid="suggestion"
        >
          {one.userId ? (
            <Avatar id={one.userId} name={one.label} size={24} />
          ) : (
            <span className={styles.glyph}>{one.label}</span>
          )}
          {one.userId && <bdi className={styles.suggestionName}>{one.label}</bdi>}
          <span className={styles.suggestionDetail}>{one.detail}</span>
        </div>
      ))}
    </div>
  );
}

/** What a key does to an open list: the next index, the word "choose" or "close", or nothing. */
export function suggestionKey(
  event: KeyboardEvent,
  count: number,
  chosen: number,
): number | 'choose' | 'close' | null {
  if (count === 0 || event.nativeEvent.isComposing) return null;
  if (event.key === 'ArrowDown') return (chosen + 1) % count;
  if (event.key === 'ArrowUp') return (chosen - 1 + count) % count;
  if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') return 'choose';
  return event.key === 'Escape' ? 'close' : null;
}

/** Remembers an emoji that was completed as used. */
export function rememberEmoji(storage: Storage, { userId, text }: Suggestion): void {
  if (userId === undefined) usedEmoji(storage, text);
}
