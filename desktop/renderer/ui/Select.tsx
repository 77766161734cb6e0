// One of several.
import clsx from 'clsx';
import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useId } from 'react';
import menu from './Menu.module.css';
import { usePortalContainer } from './portal.ts';
import styles from './Select.module.css';
import { Spinner } from './Spinner.tsx';

interface SelectProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { readonly value: Value; readonly label: string; readonly disabled?: boolean }[];
  onChange: (value: Value) => void;
  /** Hides the label from the eye, where the row around it shows it already. */
  bare?: boolean;
  disabled?: boolean;
  busy?: boolean;
}

// Built on the menu: Radix' own select locks the scroll with a style tag made at run time, which the CSP forbids.

/** A button with the chosen value that opens the list; arrows, Home, End and typing ahead work. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, value, options, onChange, bare, disabled, busy } = props;
  const container = usePortalContainer();
  const id = useId();
  const chosen = options.find(option => option.value === value);
  return (
    <div className={styles.field}>
      <span id={`${id}-label`} hidden={bare} className={styles.label}>
        {label}
      </span>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger asChild disabled={disabled || busy}>
          <button
            type="button"
            id={id}
            aria-labelledby={`${id}-label ${id}`}
            aria-busy={busy || undefined}
            className={styles.trigger}
          >
            <span className={styles.value}>{chosen?.label ?? ''}</span>
            {busy ? <Spinner size={16} /> : <ChevronDown size={16} strokeWidth={1.75} aria-hidden="true" />}
          </button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal container={container}>
          <DropdownMenu.Content
            align="start"
            sideOffset={4}
            collisionPadding={8}
            loop
            aria-labelledby={`${id}-label`}
            className={clsx(menu.menu, styles.list)}
          >
            <DropdownMenu.RadioGroup value={value} onValueChange={next => onChange(next as Value)}>
              {options.map(option => (
                <DropdownMenu.RadioItem
                  key={option.value}
                  value={option.value}
                  disabled={option.disabled}
                  className={menu.item}
                >
                  <span className={menu.words}>{option.label}</span>
                  <span className={menu.check}>
                    {option.value === value && <Check size={16} strokeWidth={2} aria-hidden="true" />}
                  </span>
                </DropdownMenu.RadioItem>
              ))}
            </DropdownMenu.RadioGroup>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </div>
  );
}
