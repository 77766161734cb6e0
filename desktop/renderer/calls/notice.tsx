// A quiet line in the call about a device that did not open.
import { Info, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/IconButton.tsx';
import { useCalls, useCallsState } from './context.ts';
import styles from './stage.module.css';
import { remedyWords } from './words.ts';

export function Notice() {
  const { t } = useTranslation();
  const { actions, inBrowser } = useCalls();
  const trouble = useCallsState(state => state.trouble);
  if (!trouble) return null;
  return (
    <div role="status" className={styles.notice} data-testid="call-notice">
      <Info size={18} strokeWidth={1.75} aria-hidden="true" />
      <p>{remedyWords(t, trouble, inBrowser)}</p>
      <IconButton
        size="sm"
        variant="stage"
        icon={X}
        label={t('common.dismiss')}
        onClick={actions.dismissTrouble}
      />
    </div>
  );
}
