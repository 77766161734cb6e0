// The head of a pane: back, who or what, and what can be done.
import clsx from 'clsx';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './IconButton.tsx';
import styles from './PaneHeader.module.css';

interface PaneHeaderProps {
  title: ReactNode;
  /** The quiet second line: "online", "typing…". */
  detail?: ReactNode;
  /** Between back and title: an Avatar. */
  leading?: ReactNode;
  actions?: ReactNode;
  /** Shown in a narrow window only, unless `backAlways`. */
  onBack?: () => void;
  backAlways?: boolean;
  /** A line below, for panes whose content scrolls under it. */
  lined?: boolean;
}

/** 64 px of head; titles are h2 (h1 is the window's). */
export function PaneHeader(props: PaneHeaderProps) {
  const { title, detail, leading, actions, onBack, backAlways, lined } = props;
  const { t } = useTranslation();
  return (
    <header className={clsx(styles.head, lined && styles.lined)}>
      {onBack && (
        <IconButton
          icon={ArrowLeft}
          label={t('common.back')}
          onClick={onBack}
          className={clsx(styles.back, !backAlways && styles.narrow)}
        />
      )}
      {leading}
      <div className={styles.words}>
        <h2 className={clsx(styles.title, detail !== undefined && styles.paired)}>{title}</h2>
        {detail !== undefined && <p className={styles.detail}>{detail}</p>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
