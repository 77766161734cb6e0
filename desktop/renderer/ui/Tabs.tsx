// Sheets of which one is seen.
import type { LucideIcon } from 'lucide-react';
import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './Tabs.module.css';

interface TabsProps<Value extends string> {
  /** Accessible name of the row of tabs. */
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  tabs: readonly {
    readonly value: Value;
    readonly label: string;
    readonly icon?: LucideIcon;
    readonly disabled?: boolean;
    readonly content: ReactNode;
  }[];
}

/** A row of tabs over the chosen sheet; arrows move between tabs. */
export function Tabs<Value extends string>({ label, value, onChange, tabs }: TabsProps<Value>) {
  return (
    <Radix.Root value={value} onValueChange={next => onChange(next as Value)} className={styles.tabs}>
      <Radix.List aria-label={label} className={styles.list}>
        {tabs.map(({ value: tab, label: words, icon: Icon, disabled }) => (
          <Radix.Trigger key={tab} value={tab} disabled={disabled} className={styles.tab}>
            {Icon && <Icon size={18} strokeWidth={1.75} aria-hidden="true" />}
            {words}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map(tab => (
        <Radix.Content key={tab.value} value={tab.value} className={styles.sheet}>
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
