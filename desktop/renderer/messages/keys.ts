// Walking through the messages with the arrows, and acting on the one with the focus.
import { type KeyboardEvent, useCallback } from 'react';
import type { ChatId } from '../../../common/ids.ts';
import { useAccount } from '../context.ts';
import { useMessageKeys } from './menu.ts';

/** For onKeyDown of the history. */
export function useListKeys(chatId: ChatId): (event: KeyboardEvent<HTMLElement>) => void {
  const { replica } = useAccount();
  const act = useMessageKeys();
  return useCallback(
    event => {
      const { target, currentTarget: list, key } = event;
      const onList = target === list;
      const article = (target as HTMLElement).matches('article') ? (target as HTMLElement) : null;
      if ((!onList && !article) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (key === 'ArrowUp' || key === 'ArrowDown') {
        if (walk(list, article, key === 'ArrowUp' ? -1 : 1)) event.preventDefault();
      } else if (article && key === 'Escape') {
        event.preventDefault();
        document.querySelector<HTMLElement>('[data-testid="composer"]')?.focus();
      } else if (article) {
        const seq = Number(article.dataset.seq);
        const message = replica.getState().threads[chatId]?.messages.find(one => one.seq === seq);
        if (message && act(key, message)) event.preventDefault();
      }
    },
    [replica, chatId, act],
  );
}

function walk(list: HTMLElement, from: HTMLElement | null, step: number): boolean {
  const all = [...list.querySelectorAll<HTMLElement>('article')];
  const bounds = list.getBoundingClientRect();
  const seen = all.filter(one => one.getBoundingClientRect().top < bounds.bottom - 8);
  const next = from === null ? (step < 0 ? seen.at(-1) : undefined) : all[all.indexOf(from) + step];
  if (!next) return false;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
  return true;
}
