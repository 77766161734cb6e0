// The keys of the composer: send, complete, edit the last one, cancel, and marks around the selection.
import type { KeyboardEvent } from 'react';
import type { ChatId } from '../../../common/ids.ts';
import { useAccount, useApp } from '../context.ts';
import { currentPlatform } from '../ui/shortcut.ts';
import { enterSends } from './enter.ts';
import { type Suggestion, suggestionKey } from './suggestions.tsx';
import type { Writing } from './writing.ts';

interface KeysOptions {
  readonly chatId: ChatId;
  readonly writing: Writing;
  readonly suggestions: readonly Suggestion[];
  readonly chosen: number;
  readonly setChosen: (index: number) => void;
  readonly choose: (suggestion: Suggestion | undefined) => void;
  readonly close: () => void;
  readonly put: (text: string, caret: number) => void;
}

type AreaEvent = KeyboardEvent<HTMLTextAreaElement>;

const marks: Readonly<Record<string, string>> = { b: '**', i: '_', e: '`' };

/** For onKeyDown of the field. */
export function useComposerKeys(options: KeysOptions): (event: AreaEvent) => void {
  const { chatId, writing, suggestions, chosen, setChosen, choose, close, put } = options;
  const { desk, drafts, replica, self } = useAccount();
  const { page } = useApp();
  const editLast = (): boolean => {
    const own = replica
      .getState()
      .threads[chatId]?.messages.filter(one => one.senderId === self && !one.deletedAt && !one.system);
    const last = own?.at(-1);
    if (last) desk.edit(last);
    return last !== undefined;
  };
  const cancel = (): boolean => {
    if (writing.editing) writing.cancel();
    else if (writing.replyTo) drafts.set(chatId, writing.text);
    else return false;
    return true;
  };
  const inList = (event: AreaEvent): boolean => {
    const result = suggestionKey(event, suggestions.length, chosen);
    if (result === null) return false;
    if (result === 'choose') choose(suggestions[chosen]);
    else if (result === 'close') close();
    else setChosen(result);
    return true;
  };
  const done = (event: AreaEvent): boolean => {
    if (inList(event)) return true;
    const { key, shiftKey, nativeEvent } = event;
    const mod = currentPlatform() === 'apple' ? event.metaKey : event.ctrlKey;
    if (key === 'Enter' && !nativeEvent.isComposing) {
      const sends = enterSends(page.localStorage) ? !shiftKey && !event.altKey : mod;
      if (sends) writing.send();
      return sends;
    }
    if (key === 'ArrowUp' && writing.text === '' && !writing.editing) return editLast();
    if (key === 'Escape') return cancel();
    const mark = marks[key];
    return mod && !shiftKey && mark !== undefined && wrap(event.currentTarget, mark, put);
  };
  return event => {
    if (done(event)) event.preventDefault();
  };
}

function wrap(area: HTMLTextAreaElement, mark: string, put: KeysOptions['put']): boolean {
  const { value, selectionStart: from, selectionEnd: to } = area;
  if (from === to) return false;
  put(
    `${value.slice(0, from)}${mark}${value.slice(from, to)}${mark}${value.slice(to)}`,
    to + 2 * mark.length,
  );
  return true;
}
