// The veranda before one is in: the mark, a form, and nothing else.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { BarazaMark } from '../ui/BarazaMark.tsx';
import styles from './auth.module.css';

interface AuthFrameProps {
  title: string;
  hint: string;
  children: ReactNode;
  foot?: ReactNode;
}

/** A card in the middle of the window. */
export function AuthFrame({ title, hint, children, foot }: AuthFrameProps) {
  const { t } = useTranslation();
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <div className={styles.brand}>
          <BarazaMark size={56} label={t('common.appName')} />
        </div>
        <h1 className={styles.title}>{title}</h1>
        <p className={styles.hint}>{hint}</p>
        {children}
        {foot && <div className={styles.foot}>{foot}</div>}
      </div>
    </main>
  );
}
