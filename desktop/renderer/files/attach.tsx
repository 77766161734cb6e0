// The ways in for files: the button in the composer, and what is dropped over a chat or pasted into it.
import { Paperclip, Upload } from 'lucide-react';
import { type ClipboardEvent, type DragEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChatId } from '../../../common/ids.ts';
import { useAccount, useApp } from '../context.ts';
import { IconButton } from '../ui/IconButton.tsx';
import styles from './attach.module.css';

/** Opens the system's picker; several at once. */
export function AttachButton({ chatId, className }: { chatId: ChatId; className?: string | undefined }) {
  const { t } = useTranslation();
  const { picked } = useAccount();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const keyDown = (event: KeyboardEvent) => {
      const mod = event.ctrlKey || event.metaKey;
      if (!mod || event.altKey || event.shiftKey || event.key.toLowerCase() !== 'u') return;
      event.preventDefault();
      input.current?.click();
    };
    document.addEventListener('keydown', keyDown);
    return () => document.removeEventListener('keydown', keyDown);
  }, []);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={event => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          if (files.length > 0) picked.add(chatId, files);
        }}
        data-testid="attach-input"
      />
      <IconButton
        icon={Paperclip}
        label={t('messages.attach')}
        shortcut="Mod+U"
        className={className}
        onClick={() => input.current?.click()}
        data-testid="attach"
      />
    </>
  );
}

/** For onPaste of the field: takes files and pictures, and leaves text alone. */
export function usePasteFiles(chatId: ChatId): (event: ClipboardEvent) => void {
  const { picked } = useAccount();
  return event => {
    const files = [...event.clipboardData.files];
    // Office programs put a picture of the text beside the text: the text is meant.
    if (files.length === 0 || event.clipboardData.types.includes('text/plain')) return;
    event.preventDefault();
    picked.add(chatId, files);
  };
}

interface Drop {
  readonly over: boolean;
  readonly handlers: {
    onDragEnter(event: DragEvent): void;
    onDragOver(event: DragEvent): void;
    onDragLeave(event: DragEvent): void;
    onDrop(event: DragEvent): void;
  };
}

/** For the element of the chat: whether files hang over it, and what happens when they fall. */
export function useDropFiles(chatId: ChatId | null): Drop {
  const { t } = useTranslation();
  const { picked } = useAccount();
  const { toasts } = useApp();
  const [over, setOver] = useState(false);
  const depth = useRef(0);
  const hangs = (event: DragEvent) => chatId !== null && event.dataTransfer.types.includes('Files');
  useStayHere();
  const leave = () => {
    depth.current = 0;
    setOver(false);
  };
  return {
    over,
    handlers: {
      onDragEnter(event) {
        if (!hangs(event)) return;
        depth.current += 1;
        setOver(true);
      },
      onDragOver(event) {
        if (!hangs(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
      },
      onDragLeave() {
        depth.current -= 1;
        if (depth.current <= 0) leave();
      },
      onDrop(event) {
        if (chatId === null || !hangs(event)) return;
        event.preventDefault();
        leave();
        const { files, folders } = fallen(event.dataTransfer);
        if (folders > 0) toasts.show({ kind: 'error', text: t('files.noFolders') });
        if (files.length > 0) picked.add(chatId, files);
      },
    },
  };
}

/** A file that falls beside the chat must not take the page's place. */
function useStayHere(): void {
  useEffect(() => {
    const stay = (event: globalThis.DragEvent) => event.preventDefault();
    window.addEventListener('dragover', stay);
    window.addEventListener('drop', stay);
    return () => {
      window.removeEventListener('dragover', stay);
      window.removeEventListener('drop', stay);
    };
  }, []);
}

function fallen({ items }: DataTransfer): { files: readonly File[]; folders: number } {
  const files: File[] = [];
  let folders = 0;
  for (const item of items) {
    const file = item.kind === 'file' ? item.getAsFile() : null;
    if (item.webkitGetAsEntry()?.isDirectory) folders += 1;
    else if (file) files.push(file);
  }
  return { files, folders };
}

/** What one sees while files hang over the chat. */
export function DropOverlay({ name }: { name: string }) {
  const { t } = useTranslation();
  return (
    <div className={styles.overlay} data-testid="drop-overlay">
      <div className={styles.hint}>
        <Upload size={32} strokeWidth={1.75} aria-hidden="true" />
        <p className={styles.title}>{t('files.drop', { name })}</p>
        <p className={styles.text}>{t('files.dropText')}</p>
      </div>
    </div>
  );
}
