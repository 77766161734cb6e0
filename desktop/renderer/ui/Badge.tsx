// A small count.
import clsx from 'clsx';
import { useTranslation } from 'react-i18next';
import styles from './Badge.module.css';

interface BadgeProps {
  /** Read out instead of the number of unread things. */
  label?: string | undefined;
  /** Nothing is drawn for 0. */
  count: number;
  /** A muted chat counts without calling. */
  tone?: 'accent' | 'muted' | 'danger';
}

/** Unread things, shown up to 99+ and read out in full. */
export function Badge({ count, label, tone = 'accent' }: BadgeProps) {
  const { t } = useTranslation();
  if (count <= 0) return null;
  return (
    <span
      role="img"
      aria-label={label ?? t('common.unreadCount', { count })}
      className={clsx(styles.badge, styles[tone])}
    >
      {count > 99 ? '99+' : count}
    </span>
  );
}
