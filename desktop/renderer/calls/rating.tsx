// After a call: what was worst about it, and how it was for the person.
import { SendHorizontal, Star } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { limits } from '../../../common/limits.ts';
import { IconButton } from '../ui/IconButton.tsx';
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

/** Five stars, the first click is the answer; then a line for words, for those who want. */
export function Feedback() {
  const kind = useCallsState(state => state.feedback.kind);
  return (
    <>
      <Rating />
      {(kind === 'rated' || kind === 'writing') && <Note />}
    </>
  );
}

function Note() {
  const { t } = useTranslation();
  const { actions } = useCalls();
  const [words, setWords] = useState('');
  const send = (event: FormEvent) => {
    event.preventDefault();
    actions.note(words);
  };
  return (
    <form className={styles.note} onSubmit={send} data-testid="call-note">
      <input
        value={words}
        onChange={event => {
          actions.beginNote();
          setWords(event.target.value);
        }}
        onKeyDown={event => event.stopPropagation()}
        maxLength={limits.callNoteCharacters}
        aria-label={t('calls.rateNote')}
        placeholder={t('calls.rateNote')}
        className={styles.noteField}
      />
      <IconButton
        type="submit"
        size="sm"
        icon={SendHorizontal}
        label={t('calls.rateNoteSend')}
        disabled={words.trim() === ''}
      />
    </form>
  );
}

function Rating() {
  const { t } = useTranslation();
  const { actions } = useCalls();
  const rating = useCallsState(({ feedback }) => (feedback.kind === 'none' ? null : feedback.rating));
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
