// Writing: a field that grows, Enter sends, drafts stay.
import clsx from 'clsx';
import { SendHorizontal } from 'lucide-react';
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChatId } from '../../../common/ids.ts';
import { limits } from '../../../common/limits.ts';
import { useAccount } from '../context.ts';
import { IconButton } from '../ui/IconButton.tsx';
import styles from './composer.module.css';

interface ComposerProps {
  chatId: ChatId;
  name: string;
  onSent: () => void;
}

// The counter appears when it begins to matter.
const countFrom = limits.textCharacters - 500;

/** One per chat (give it a key), so that each starts from its own draft. */
export function Composer({ chatId, name, onSent }: ComposerProps) {
  const { t } = useTranslation();
  const { drafts, outbox, typing } = useAccount();
  const [text, setText] = useState(() => drafts.store.getState()[chatId] ?? '');
  const field = useRef<HTMLTextAreaElement>(null);
  const left = limits.textCharacters - text.length;
  const sendable = text.trim() !== '' && left >= 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = '0';
    area.style.height = `${area.scrollHeight}px`;
  }, [text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per chat
  useLayoutEffect(() => {
    if (matchMedia('(hover: hover)').matches) field.current?.focus();
    return () => typing.stopped(chatId);
  }, []);

  const change = (next: string) => {
    setText(next);
    drafts.set(chatId, next);
    if (next.trim() === '') typing.stopped(chatId);
    else typing.pressed(chatId);
  };
  const send = () => {
    if (!sendable) return;
    typing.stopped(chatId);
    outbox.send(chatId, text.trim());
    setText('');
    drafts.set(chatId, '');
    field.current?.focus();
    onSent();
  };
  const keyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <footer className={styles.composer}>
      <div className={styles.box}>
        <textarea
          ref={field}
          rows={1}
          value={text}
          dir="auto"
          placeholder={t('messages.placeholder')}
          aria-label={t('messages.composer', { name })}
          aria-invalid={left < 0 || undefined}
          onChange={event => change(event.target.value)}
          onKeyDown={keyDown}
          className={styles.field}
          data-testid="composer"
        />
        {text.length >= countFrom && (
          <output className={clsx(styles.counter, left < 0 && styles.over)}>
            {left < 0 ? t('messages.tooLong', { count: -left }) : left}
          </output>
        )}
        <IconButton
          icon={SendHorizontal}
          label={t('messages.send')}
          shortcut="Enter"
          variant="solid"
          disabled={!sendable}
          onClick={send}
          className={styles.send}
          data-testid="send"
        />
      </div>
    </footer>
  );
}
