// One line of text with its label, hint and error.
import clsx from 'clsx';
import { CircleAlert, Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './IconButton.tsx';
import styles from './TextField.module.css';

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'size' | 'className'> {
  label: string;
  hint?: string;
  /** Replaces the hint and is read out when it appears. */
  error?: string;
}

/** A labelled input. With type="password" it can be revealed. */
export function TextField({ label, hint, error, type = 'text', id, ...rest }: TextFieldProps) {
  const { t } = useTranslation();
  const ownId = useId();
  const inputId = id ?? ownId;
  const noteId = `${inputId}-note`;
  const [revealed, setRevealed] = useState(false);
  const note = error ?? hint;
  return (
    <div className={styles.field}>
      <label htmlFor={inputId} className={styles.label}>
        {label}
      </label>
      <div className={clsx(styles.box, error && styles.wrong, rest.disabled && styles.disabled)}>
        <input
          {...rest}
          id={inputId}
          type={revealed ? 'text' : type}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? noteId : undefined}
          className={styles.input}
        />
        {type === 'password' && (
          <IconButton
            size="sm"
            label={t(revealed ? 'common.hidePassword' : 'common.showPassword')}
            icon={revealed ? EyeOff : Eye}
            disabled={rest.disabled}
            onClick={() => setRevealed(!revealed)}
          />
        )}
      </div>
      <p id={noteId} role={error ? 'alert' : undefined} className={error ? styles.error : styles.hint}>
        {error && <CircleAlert size={14} strokeWidth={2} aria-hidden="true" />}
        {note}
      </p>
    </div>
  );
}
