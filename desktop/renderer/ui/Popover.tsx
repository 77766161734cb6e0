// A small panel beside what opened it.
import clsx from 'clsx';
import { Popover as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import styles from './Popover.module.css';
import { usePortalContainer } from './portal.ts';

interface PopoverProps {
  /** Accessible name of the panel. */
  label: string;
  /** What opens it: one element that takes a ref and props. */
  trigger: ReactElement;
  children: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'right' | 'bottom' | 'left';
  /** The content brings its own padding and scrolling. */
  flush?: boolean;
}

/** A panel that closes on Escape and on a click elsewhere, and gives the focus back. */
export function Popover({
  label,
  trigger,
  children,
  open,
  onOpenChange,
  align = 'center',
  side = 'bottom',
  flush,
}: PopoverProps) {
  const container = usePortalContainer();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal container={container}>
        <Radix.Content
          aria-label={label}
          align={align}
          side={side}
          sideOffset={8}
          collisionPadding={8}
          className={clsx(styles.panel, flush && styles.flush)}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
