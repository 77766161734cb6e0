// Menus: behind a button, and under the right mouse button.
import { ContextMenu as RadixContext, DropdownMenu as RadixDropdown } from 'radix-ui';
import type { ReactElement } from 'react';
import styles from './Menu.module.css';
import { type MenuItem, MenuItems } from './menuItems.tsx';
import { usePortalContainer } from './portal.ts';

interface MenuProps {
  items: readonly MenuItem[];
  /** The button (dropdown) or the region (context menu); must take a ref and props. */
  children: ReactElement;
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'right' | 'bottom' | 'left';
  onOpenChange?: (open: boolean) => void;
  disabled?: boolean;
}

// Neither is modal: Radix' scroll lock for modal menus adds a style tag at run time, which the CSP forbids.

/** A menu that opens from its child, a Button or an IconButton. */
export function Menu({
  items,
  children,
  align = 'start',
  side = 'bottom',
  onOpenChange,
  disabled,
}: MenuProps) {
  const container = usePortalContainer();
  return (
    <RadixDropdown.Root modal={false} onOpenChange={onOpenChange}>
      <RadixDropdown.Trigger asChild disabled={disabled}>
        {children}
      </RadixDropdown.Trigger>
      <RadixDropdown.Portal container={container}>
        <RadixDropdown.Content
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          loop
          className={styles.menu}
        >
          <MenuItems items={items} parts={RadixDropdown} container={container} />
        </RadixDropdown.Content>
      </RadixDropdown.Portal>
    </RadixDropdown.Root>
  );
}

/** A menu at the pointer (or by the menu key) over its child. */
export function ContextMenu({ items, children, onOpenChange, disabled }: Omit<MenuProps, 'align' | 'side'>) {
  const container = usePortalContainer();
  return (
    <RadixContext.Root modal={false} onOpenChange={onOpenChange}>
      <RadixContext.Trigger asChild disabled={disabled}>
        {children}
      </RadixContext.Trigger>
      <RadixContext.Portal container={container}>
        <RadixContext.Content collisionPadding={8} loop className={styles.menu}>
          <MenuItems items={items} parts={RadixContext} container={container} />
        </RadixContext.Content>
      </RadixContext.Portal>
    </RadixContext.Root>
  );
}
