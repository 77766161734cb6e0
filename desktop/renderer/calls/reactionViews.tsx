// Emoji in a call: the button that throws them in, and how they float over the stage.
import { SmilePlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CallEmoji } from '../../../common/calls/signal.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Popover } from '../ui/Popover.tsx';
import { useCalls, useCallsState } from './context.ts';
import { useShortcuts } from './hooks.ts';
import styles from './reactions.module.css';
import type { Floating } from './state.ts';

const emoji = CallEmoji.anyOf.map(one => one.const);
const names = {
  '👍': 'calls.emojiAgree',
  '❤️': 'calls.emojiHeart',
  '😂': 'calls.emojiLaugh',
  '👏': 'calls.emojiApplause',
  '🎉': 'calls.emojiParty',
  '😮': 'calls.emojiSurprise',
} as const;

/** Stays open, so that one can applaud more than once. */
export function ReactButton() {
  const { t } = useTranslation();
  const { actions } = useCalls();
  const [open, setOpen] = useState(false);
  useShortcuts({ 'Mod+Shift+K': () => setOpen(now => !now) });
  const button = (
    <IconButton
      variant="stage"
      size="lg"
      icon={SmilePlus}
      label={t('messages.react')}
      shortcut="Mod+Shift+K"
      data-testid="call-react"
    />
  );
  return (
    <Popover label={t('messages.react')} trigger={button} side="top" flush open={open} onOpenChange={setOpen}>
      <div role="toolbar" aria-label={t('messages.react')} className={styles.choices}>
        {emoji.map(one => (
          <button
            key={one}
            type="button"
            aria-label={t(names[one])}
            className={styles.choice}
            onClick={() => actions.react(one)}
          >
            {one}
          </button>
        ))}
      </div>
    </Popover>
  );
}

/** Those of both; each is said once to who does not see it. */
export function FloatingReactions({ name }: { name: string }) {
  const { t } = useTranslation();
  const reactions = useCallsState(state => state.reactions);
  const last = reactions.filter(({ from }) => from === 'peer').at(-1);
  return (
    <>
      <div aria-hidden="true" className={styles.sky} data-testid="call-reactions">
        {reactions.map(floating => (
          <Float key={floating.id} floating={floating} name={name} />
        ))}
      </div>
      <span role="status" className={styles.spoken}>
        {last && `${name}: ${t(names[last.emoji])}`}
      </span>
    </>
  );
}

function Float({ floating: { id, emoji: shown, from }, name }: { floating: Floating; name: string }) {
  const { t } = useTranslation();
  return (
    <span className={styles.float} data-from={from} data-lane={id % 5}>
      <span className={styles.emoji}>{shown}</span>
      <span className={styles.who}>{from === 'self' ? t('common.you') : name}</span>
    </span>
  );
}
