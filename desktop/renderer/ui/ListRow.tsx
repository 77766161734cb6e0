// One row of a list: chat, person or call.
import clsx from 'clsx';
import type { ComponentProps, ReactNode } from 'react';
import styles from './ListRow.module.css';

interface ListRowProps extends Omit<ComponentProps<'button'>, 'title'> {
  /** An Avatar, most often. */
  leading?: ReactNode;
  title: ReactNode;
  /** Beside the title, at the end: a Time. */
  meta?: ReactNode;
  /** The second line. */
  detail?: ReactNode;
  /** Beside the detail, at the end: ticks, a Badge. */
  trailing?: ReactNode;
  /** The row whose content is open beside the list. */
  current?: boolean;
  /** Makes the title stand out: something here is unread. */
  strong?: boolean;
}

/** A button over the whole width with two lines; it takes a ref and props, so that a ContextMenu can wrap it. */
export function ListRow(props: ListRowProps) {
  const { leading, title, meta, detail, trailing, current, strong, className, disabled, onClick, ...rest } =
    props;
  return (
    <button
      type="button"
      {...rest}
      onClick={disabled ? undefined : onClick}
      aria-disabled={disabled || undefined}
      aria-current={current ? 'true' : undefined}
      className={clsx(styles.row, current && styles.current, strong && styles.strong, className)}
    >
      {leading}
      <span className={styles.lines}>
        <span className={styles.line}>
          <span className={styles.title}>{title}</span>
          {meta && <span className={styles.meta}>{meta}</span>}
        </span>
        {(detail || trailing) && (
          <span className={styles.line}>
            <span className={styles.detail}>{detail}</span>
            {trailing && <span className={styles.trailing}>{trailing}</span>}
          </span>
        )}
      </span>
    </button>
  );
}
