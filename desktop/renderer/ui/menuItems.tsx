// The one description of a menu that the dropdown and the context menu both draw.
import clsx from 'clsx';
import { Check, ChevronRight, type LucideIcon } from 'lucide-react';
import type { ContextMenu, DropdownMenu } from 'radix-ui';
import { Kbd } from './Kbd.tsx';
import styles from './Menu.module.css';

export type MenuItem =
  | 'divider'
  | {
      readonly label: string;
      readonly onSelect: () => void;
      readonly icon?: LucideIcon;
      readonly shortcut?: string;
      readonly danger?: boolean;
      readonly disabled?: boolean;
      /** Set on items that switch something on and off. */
      readonly checked?: boolean;
    }
  | { readonly label: string; readonly icon?: LucideIcon; readonly items: readonly MenuItem[] };

type Parts = typeof DropdownMenu | typeof ContextMenu;

interface MenuItemsProps {
  items: readonly MenuItem[];
  parts: Parts;
  container: HTMLElement | undefined;
}

/** The items of a menu, drawn with the parts of either kind of Radix menu. */
export function MenuItems({ items, parts, container }: MenuItemsProps) {
  // Both kinds have the same parts with the same props; one of the two types is enough.
  const Menu = parts as typeof DropdownMenu;
  return items.map((item, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: dividers have nothing else
    if (item === 'divider') return <Menu.Separator key={`divider-${index}`} className={styles.divider} />;
    if ('items' in item) {
      return (
        <Menu.Sub key={item.label}>
          <Menu.SubTrigger className={styles.item}>
            <ItemWords {...item} />
            <ChevronRight size={16} strokeWidth={1.75} aria-hidden="true" className={styles.more} />
          </Menu.SubTrigger>
          <Menu.Portal container={container}>
            <Menu.SubContent className={styles.menu} sideOffset={4} alignOffset={-4} collisionPadding={8}>
              <MenuItems items={item.items} parts={parts} container={container} />
            </Menu.SubContent>
          </Menu.Portal>
        </Menu.Sub>
      );
    }
    const { label, onSelect, disabled, danger, checked, shortcut } = item;
    const shared = { disabled, onSelect, className: clsx(styles.item, danger && styles.danger) };
    const words = <ItemWords {...item} />;
    const keys = shortcut && (
      <span className={styles.keys} aria-hidden="true">
        <Kbd keys={shortcut} />
      </span>
    );
    if (checked === undefined) {
      return (
        <Menu.Item key={label} {...shared}>
          {words}
          {keys}
        </Menu.Item>
      );
    }
    return (
      <Menu.CheckboxItem key={label} {...shared} checked={checked}>
        {words}
        {keys}
        <span className={styles.check}>
          {checked && <Check size={16} strokeWidth={2} aria-hidden="true" />}
        </span>
      </Menu.CheckboxItem>
    );
  });
}

function ItemWords({ label, icon: Icon }: { label: string; icon?: LucideIcon }) {
  return (
    <>
      {Icon && <Icon size={18} strokeWidth={1.75} aria-hidden="true" className={styles.icon} />}
      <span className={styles.words}>{label}</span>
    </>
  );
}
