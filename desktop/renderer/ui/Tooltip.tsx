// A name, and the shortcut, on hover and on keyboard focus.
import { Tooltip as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { usedByTooltip } from './escape.ts';
import { Kbd } from './Kbd.tsx';
import { usePortalContainer } from './portal.ts';
import styles from './Tooltip.module.css';

interface TooltipProps {
  label: string;
  shortcut?: string;
  side?: 'top' | 'right' | 'bottom' | 'left';
  /** One element that takes a ref and props. */
  children: ReactElement;
}

/** Wraps the app once: after the first tooltip the next ones come at once. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={500} skipDelayDuration={300}>
      {children}
    </Radix.Provider>
  );
}

/** Shows `label` and `shortcut` beside its child. The child still needs a name of its own. */
export function Tooltip({ label, shortcut, side = 'top', children }: TooltipProps) {
  const container = usePortalContainer();
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal container={container}>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          onEscapeKeyDown={usedByTooltip}
          className={styles.tooltip}
        >
          {label}
          {shortcut && (
            <span className={styles.keys}>
              <Kbd keys={shortcut} />
            </span>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
