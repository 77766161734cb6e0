// The button with a picture: always with a name, and with a tooltip that says it.
import clsx from 'clsx';
import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, MouseEvent } from 'react';
import styles from './IconButton.module.css';
import { Spinner } from './Spinner.tsx';
import { currentPlatform, shortcutAria } from './shortcut.ts';
import { Tooltip } from './Tooltip.tsx';

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  /** The accessible name and the tooltip. */
  label: string;
  icon: LucideIcon;
  shortcut?: string;
  /** Set on toggles only: says whether it is on. */
  pressed?: boolean;
  busy?: boolean;
  /** `stage` stands on a call; `solid`, `positive` and `danger` are filled. */
  variant?: 'plain' | 'solid' | 'positive' | 'danger' | 'stage';
  size?: 'sm' | 'md' | 'lg';
  side?: 'top' | 'right' | 'bottom' | 'left';
}

/** A button with an icon. Give `pressed` only to toggles; keep `label` the same in both states, or leave `pressed` out. */
export function IconButton(props: IconButtonProps) {
  const { label, icon: Icon, shortcut, pressed, busy, disabled, className, ...button } = props;
  const { variant = 'plain', size = 'md', side, ...rest } = button;
  const inert = disabled || busy;
  const onClick = (event: MouseEvent<HTMLButtonElement>) => {
    if (inert) event.preventDefault();
    else props.onClick?.(event);
  };
  const pixels = size === 'lg' ? 24 : size === 'sm' ? 18 : 20;
  return (
    <Tooltip label={label} shortcut={shortcut} side={side}>
      <button
        type="button"
        {...rest}
        onClick={onClick}
        aria-label={label}
        aria-pressed={pressed}
        aria-disabled={inert || undefined}
        aria-busy={busy || undefined}
        aria-keyshortcuts={shortcut && shortcutAria(shortcut, currentPlatform())}
        className={clsx(styles.button, styles[variant], styles[size], className)}
      >
        {busy ? <Spinner size={20} /> : <Icon size={pixels} strokeWidth={1.75} aria-hidden="true" />}
      </button>
    </Tooltip>
  );
}
