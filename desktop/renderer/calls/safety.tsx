// The four emoji of a call, and the one line that says what to do with them.
import { ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Popover } from '../ui/Popover.tsx';
import { useCallsState } from './context.ts';
import styles from './safety.module.css';

/** A chip in the head of a call that opens to the emoji in full size. */
export function SafetyCode({ name }: { name: string }) {
  const { t } = useTranslation();
  const code = useCallsState(state => state.safetyCode);
  if (!code) return null;
  const emoji = code.join(' ');
  const chip = (
    <button
      type="button"
      className={styles.chip}
      aria-label={`${t('calls.safetyCode')}: ${emoji}`}
      data-testid="call-safety"
    >
      <ShieldCheck size={16} strokeWidth={1.75} aria-hidden="true" />
      <span aria-hidden="true" className={styles.small}>
        {emoji}
      </span>
    </button>
  );
  return (
    <Popover label={t('calls.safetyCode')} trigger={chip} align="end">
      <div className={styles.panel}>
        <p className={styles.emoji}>{emoji}</p>
        <p className={styles.hint}>{t('calls.safetyCodeHint', { name })}</p>
      </div>
    </Popover>
  );
}
