// After a call: what was worst about it, and how it was for the person.
import { Star } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import styles from './card.module.css';
import { useCalls, useCallsState } from './context.ts';
import { verdictWords } from './words.ts';

/** One plain sentence from the flight recorder. */
export function VerdictLine({ name }: { name: string }) {
  const { t, i18n } = useTranslation();
  const verdict = useCallsState(state => state.verdict);
  const time = new Intl.DateTimeFormat(i18n.language, { hour: '2-digit', minute: '2-digit' });
  const words = verdictWords(t, verdict, name, at => time.format(at));
  return (
    words && (
      <p className={styles.verdict} data-testid="call-verdict" data-verdict={verdict.kind}>
        {words}
      </p>
    )
  );
}

/** Five stars; the first click is the answer. */
export function Rating() {
  const { t } = useTranslation();
  const { actions } = useCalls();
  const rating = useCallsState(state => state.rating);
  return (
    <fieldset className={styles.rating} data-testid="call-rating">
      <legend className={styles.question}>
        {t(rating === null ? 'calls.rateCall' : 'calls.rateThanks')}
      </legend>
      {[1, 2, 3, 4, 5].map(stars => (
        <button
          key={stars}
          type="button"
          aria-label={t('calls.rateStars', { count: stars })}
          aria-pressed={rating === stars}
          aria-disabled={rating !== null || undefined}
          className={styles.star}
          data-on={rating !== null && stars <= rating}
          onClick={() => rating === null && actions.rate(stars)}
        >
          <Star size={22} strokeWidth={1.75} aria-hidden="true" />
        </button>
      ))}
    </fieldset>
  );
}
