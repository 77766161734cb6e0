// The button with words.
import clsx from 'clsx';
import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, MouseEvent } from 'react';
import styles from './Button.module.css';
import { Spinner } from './Spinner.tsx';
import { currentPlatform, shortcutAria } from './shortcut.ts';
import { Tooltip } from './Tooltip.tsx';

interface ButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  children: string;
  variant?: 'primary' | 'quiet' | 'danger' | 'positive';
  size?: 'md' | 'sm';
  icon?: LucideIcon;
  /** Work is under way: the button keeps its size and focus, and takes no clicks. */
  busy?: boolean;
  shortcut?: string;
  /** Takes the whole width of its container. */
  wide?: boolean;
}

/** A button with words. Disabled and busy ones stay focusable, so that no one loses their place. */
export function Button(props: ButtonProps) {
  const { children, variant = 'quiet', size = 'md', icon: Icon, busy, ...more } = props;
  const { wide, shortcut, disabled, className, ...rest } = more;
  const inert = disabled || busy;
  const onClick = (event: MouseEvent<HTMLButtonElement>) => {
    if (inert) event.preventDefault();
    else props.onClick?.(event);
  };
  const button = (
    <button
      type="button"
      {...rest}
      onClick={onClick}
      aria-disabled={inert || undefined}
      aria-busy={busy || undefined}
      aria-keyshortcuts={shortcut && shortcutAria(shortcut, currentPlatform())}
      className={clsx(styles.button, styles[variant], styles[size], wide && styles.wide, className)}
    >
      <span className={clsx(styles.words, busy && styles.veiled)}>
        {Icon && <Icon size={18} strokeWidth={1.75} aria-hidden="true" />}
        {children}
      </span>
      {busy && (
        <span className={styles.busy}>
          <Spinner size={16} />
        </span>
      )}
    </button>
  );
  if (!shortcut) return button;
  return (
    <Tooltip label={children} shortcut={shortcut}>
      {button}
    </Tooltip>
  );
}
