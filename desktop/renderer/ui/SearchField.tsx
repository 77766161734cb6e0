// The search box of a pane.
import { Search, X } from 'lucide-react';
import type { KeyboardEvent, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './IconButton.tsx';
import { Kbd } from './Kbd.tsx';
import styles from './SearchField.module.css';
import { Spinner } from './Spinner.tsx';
import { currentPlatform, shortcutAria } from './shortcut.ts';

interface SearchFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Arrow keys and Enter reach the list of results through this. */
  onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
  shortcut?: string;
  busy?: boolean;
  disabled?: boolean;
  ref?: Ref<HTMLInputElement>;
}

/** A search box: Escape clears it first and bubbles only when it is empty. */
export function SearchField({
  label,
  value,
  onChange,
  onKeyDown,
  shortcut,
  busy,
  disabled,
  ref,
}: SearchFieldProps) {
  const { t } = useTranslation();
  const keyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape' && value) {
      event.stopPropagation();
      onChange('');
    } else onKeyDown?.(event);
  };
  return (
    <search className={styles.box}>
      <span className={styles.icon}>
        {busy ? <Spinner size={16} /> : <Search size={16} strokeWidth={1.75} aria-hidden="true" />}
      </span>
      <input
        ref={ref}
        type="search"
        aria-label={label}
        aria-busy={busy || undefined}
        aria-keyshortcuts={shortcut && shortcutAria(shortcut, currentPlatform())}
        placeholder={label}
        value={value}
        disabled={disabled}
        onChange={event => onChange(event.target.value)}
        onKeyDown={keyDown}
        className={styles.input}
      />
      {value ? (
        <IconButton size="sm" icon={X} label={t('common.clear')} onClick={() => onChange('')} />
      ) : (
        shortcut && (
          <span className={styles.shortcut} aria-hidden="true">
            <Kbd keys={shortcut} />
          </span>
        )
      )}
    </search>
  );
}
