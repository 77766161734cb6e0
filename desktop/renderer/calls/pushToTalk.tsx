// Push to talk: muted, except while the space bar is held in this window.
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useCalls } from './context.ts';

const writing = 'input, textarea, select, [contenteditable="true"], [role="textbox"], [role="menu"] *';

export function PushToTalk() {
  const { preferences } = useCalls();
  const on = useStore(preferences, ({ pushToTalk }) => pushToTalk);
  return on ? <Held /> : null;
}

function Held() {
  const { actions } = useCalls();
  useEffect(() => {
    actions.setMuted(true);
    const isKey = ({ code, target }: KeyboardEvent) =>
      code === 'Space' && !(target instanceof Element && target.closest(writing));
    const down = (event: KeyboardEvent) => {
      if (!isKey(event)) return;
      // A focused button would be pressed by it.
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) actions.setMuted(false);
    };
    const up = (event: KeyboardEvent) => {
      if (event.code !== 'Space') return;
      if (isKey(event)) event.preventDefault();
      actions.setMuted(true);
    };
    // The key may be let go where this window does not hear it.
    const away = () => actions.setMuted(true);
    window.addEventListener('keydown', down, true);
    window.addEventListener('keyup', up, true);
    window.addEventListener('blur', away);
    return () => {
      window.removeEventListener('keydown', down, true);
      window.removeEventListener('keyup', up, true);
      window.removeEventListener('blur', away);
      actions.setMuted(false);
    };
  }, [actions]);
  return null;
}
