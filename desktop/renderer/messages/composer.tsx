// Writing: a field that grows, with completion, emoji, reply and edit; drafts stay, nothing written is lost.
import clsx from 'clsx';
import { Check, SendHorizontal, Smile } from 'lucide-react';
import { lazy, Suspense, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChatId } from '../../../common/ids.ts';
import { limits } from '../../../common/limits.ts';
import { useAccount, useApp } from '../context.ts';
import { usedEmoji } from '../emoji/recent.ts';
import { AttachButton, usePasteFiles } from '../files/attach.tsx';
import { SendSheet } from '../files/sheet.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Popover } from '../ui/Popover.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { useRecorder, VoiceBar, VoiceButton } from '../voice/voice.tsx';
import styles from './composer.module.css';
import { ComposerBar } from './composerBar.tsx';
import { useComposerKeys } from './composerKeys.ts';
import { useGrowth } from './growth.ts';
import { HintLayer } from './hintLayer.tsx';
import { SendLater } from './later.tsx';
import { complete, wantedAt } from './suggest.ts';
import { rememberEmoji, type Suggestion, SuggestionList, useSuggestions } from './suggestions.tsx';
import { useWriting } from './writing.ts';

const EmojiPicker = lazy(async () => ({ default: (await import('../emoji/picker.tsx')).EmojiPicker }));

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
  const { page, bridge, report } = useApp();
  const { typing, desk } = useAccount();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const recorder = useRecorder();
  const writing = useWriting(chatId, onSent);
  const { text, editing, sendable } = writing;
  const [caret, setCaret] = useState(0);
  const [chosen, setChosen] = useState(0);
  const [closed, setClosed] = useState(false);
  const wanted = closed ? null : wantedAt(text, caret);
  const suggestions = useSuggestions(chatId, wanted);
  const left = limits.textCharacters - text.length;

  const put = (next: string, at: number) => {
    writing.change(next);
    setCaret(at);
    requestAnimationFrame(() => field.current?.setSelectionRange(at, at));
  };
  const choose = (suggestion: Suggestion | undefined) => {
    if (!suggestion || !wanted) return;
    rememberEmoji(page.localStorage, suggestion);
    put(...complete(text, caret, wanted.from, suggestion.text));
    setChosen(0);
  };
  const insert = (emoji: string) => {
    const at = field.current?.selectionStart ?? text.length;
    const end = field.current?.selectionEnd ?? at;
    usedEmoji(page.localStorage, emoji);
    field.current?.focus();
    put(text.slice(0, at) + emoji + text.slice(end), at + emoji.length);
  };
  const keyDown = useComposerKeys({
    chatId,
    writing,
    suggestions,
    chosen,
    setChosen,
    choose,
    close: () => setClosed(true),
    put,
  });
  const paste = usePasteFiles(chatId);
  useGrowth(field, text);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per chat
  useLayoutEffect(() => {
    bridge.seeSpelling(chatId).catch(report);
    if (matchMedia('(hover: hover)').matches) field.current?.focus();
    return () => {
      typing.stopped(chatId);
      desk.stopEditing(chatId);
    };
  }, []);
  useEffect(() => {
    if (editing) field.current?.focus();
  }, [editing]);

  return (
    <footer className={styles.composer}>
      <ComposerBar chatId={chatId} editing={editing} onCancelEdit={writing.cancel} />
      <SendSheet chatId={chatId} name={name} onSent={onSent} />
      <VoiceBar chatId={chatId} recorder={recorder} onSent={onSent} onEnd={() => field.current?.focus()} />
      <SuggestionList id={`${id}-list`} list={suggestions} chosen={chosen} onChoose={choose} />
      <div className={styles.box}>
        <EmojiButton onPick={insert} />
        {!editing && <AttachButton chatId={chatId} className={styles.tool} />}
        <div className={styles.writing}>
          <HintLayer field={field} text={text} />
          <textarea
            ref={field}
            rows={1}
            value={text}
            dir="auto"
            placeholder={t('messages.placeholder')}
            aria-label={t('messages.composer', { name })}
            aria-invalid={left < 0 || undefined}
            aria-autocomplete="list"
            aria-controls={suggestions.length > 0 ? `${id}-list` : undefined}
            aria-activedescendant={suggestions.length > 0 ? `${id}-list-${chosen}` : undefined}
            onChange={event => {
              setClosed(false);
              setChosen(0);
              setCaret(event.target.selectionStart);
              writing.change(event.target.value);
              writing.codes(event.target, put);
            }}
            onSelect={event => setCaret(event.currentTarget.selectionStart)}
            onKeyDown={keyDown}
            onPaste={paste}
            className={styles.field}
            data-testid="composer"
          />
        </div>
        {!editing && <VoiceButton recorder={recorder} />}
        {!editing && <SendLater chatId={chatId} writing={writing} />}
        <IconButton
          icon={editing ? Check : SendHorizontal}
          label={t(editing ? 'common.save' : 'messages.send')}
          shortcut="Enter"
          variant="solid"
          disabled={!sendable}
          busy={writing.busy}
          onClick={() => {
            writing.send();
            field.current?.focus();
          }}
          className={styles.send}
          data-testid="send"
        />
      </div>
      {text.length >= countFrom && (
        <output className={clsx(styles.counter, left < 0 && styles.over)}>
          {left < 0 ? t('messages.tooLong', { count: -left }) : t('messages.charactersLeft', { count: left })}
        </output>
      )}
    </footer>
  );
}

function EmojiButton({ onPick }: { onPick: (emoji: string) => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label={t('messages.emoji')}
      open={open}
      onOpenChange={setOpen}
      side="top"
      align="start"
      flush
      trigger={
        <IconButton icon={Smile} label={t('messages.emoji')} className={styles.tool} data-testid="emoji" />
      }
    >
      <Suspense fallback={<Spinner size={20} label={t('common.loading')} />}>
        <EmojiPicker
          onPick={emoji => {
            setOpen(false);
            onPick(emoji);
          }}
        />
      </Suspense>
    </Popover>
  );
}

/** In place of the composer where one has left. */
export function LeftNotice() {
  const { t } = useTranslation();
  return (
    <footer className={styles.composer} data-testid="left-notice">
      <p className={styles.leftNotice}>{t('groups.youLeft')}</p>
    </footer>
  );
}
