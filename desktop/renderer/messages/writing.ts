// What a composer holds: the draft, or the message that is edited; and what sending it means.
import { useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { ChatId } from '../../../common/ids.ts';
import { limits } from '../../../common/limits.ts';
import type { Message } from '../../../common/messages/message.ts';
import { useAccount, useApp } from '../context.ts';
import { loadEmoji, toned } from '../emoji/data.ts';
import { skinTone, usedEmoji } from '../emoji/recent.ts';
import { closedCode } from './suggest.ts';

export type Writing = ReturnType<typeof useWriting>;

/** The text of one chat's composer. */
export function useWriting(chatId: ChatId, onSent: () => void) {
  const { drafts, outbox, typing, desk, acts } = useAccount();
  const { complain, page } = useApp();
  const draft = useStore(drafts.store, held => held[chatId]);
  const editing = useStore(desk.store, held => held.editing[chatId]);
  const [edit, setEdit] = useState('');
  const [busy, setBusy] = useState(false);
  useEffect(() => setEdit(editing?.text ?? ''), [editing]);
  const text = editing ? edit : (draft?.text ?? '');
  const sendable = text.trim() !== '' && text.length <= limits.textCharacters && !busy;

  const change = (next: string) => {
    if (editing) return setEdit(next);
    drafts.set(chatId, next, draft?.replyTo);
    if (next.trim() === '') typing.stopped(chatId);
    else typing.pressed(chatId);
  };
  const save = async (message: Message) => {
    setBusy(true);
    try {
      if (text.trim() !== message.text) await acts.edit(message, text.trim());
      desk.stopEditing(chatId);
    } catch (error) {
      // The text stays in the field.
      complain(error);
    }
    setBusy(false);
  };
  const clear = () => {
    typing.stopped(chatId);
    drafts.set(chatId, '');
  };
  const codes = useCallback(
    (area: HTMLTextAreaElement, put: (text: string, caret: number) => void) => {
      const { value, selectionStart } = area;
      const closed = closedCode(value, selectionStart);
      if (!closed) return;
      void loadEmoji().then(all => {
        const emoji = all.find(one => one.codes.includes(closed.code));
        // What was typed meanwhile is not touched.
        if (!emoji || area.value !== value) return;
        const glyph = toned(emoji, skinTone(page.localStorage));
        usedEmoji(page.localStorage, glyph);
        put(value.slice(0, closed.from) + glyph + value.slice(selectionStart), closed.from + glyph.length);
      });
    },
    [page],
  );
  return {
    text,
    editing,
    busy,
    sendable,
    replyTo: draft?.replyTo,
    change,
    clear,
    codes,
    cancel: () => desk.stopEditing(chatId),
    send() {
      if (!sendable) return;
      if (editing) return void save(editing);
      outbox.send(chatId, text.trim(), { replyTo: draft?.replyTo });
      clear();
      onSent();
    },
  };
}
