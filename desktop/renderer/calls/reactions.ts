// Emoji that people throw in while they talk: told to the other side, shown on both for a moment, kept nowhere.
import type { CallEmoji } from '../../../common/calls/signal.ts';
import { isActive } from '../../../common/calls/state.ts';
import type { Disposer } from '../../ipc/channels.ts';
import type { CallsDeps } from './deps.ts';
import type { CallsStore, Floating } from './state.ts';

const FLOATS_FOR = 3_200;
// Someone who hammers on it fills neither the screen nor the memory.
const AT_ONCE = 12;

export interface Reactions {
  /** Does nothing outside of a call. */
  throwIn(emoji: CallEmoji): void;
  dispose: Disposer;
}

export function createReactions(deps: CallsDeps, store: CallsStore): Reactions {
  let made = 0;

  function float(emoji: CallEmoji, from: Floating['from']) {
    made += 1;
    const floating: Floating = { id: made, emoji, from };
    store.setState(({ reactions }) => ({ reactions: [...reactions, floating].slice(-AT_ONCE) }));
    deps.clock.after(FLOATS_FOR, () =>
      store.setState(({ reactions }) => ({ reactions: reactions.filter(other => other !== floating) })),
    );
  }

  const present = () => {
    const { call } = store.getState();
    return isActive(call) ? call.call.callId : null;
  };

  return {
    throwIn(emoji) {
      const callId = present();
      if (callId === null) return;
      float(emoji, 'self');
      deps.request('call_reaction', { callId, emoji }).catch((error: unknown) => {
        // Late it would mean something else, so it is not said again.
        deps.report('A reaction did not arrive', error);
      });
    },
    dispose: deps.onEvent('call_reaction', ({ callId, emoji }) => {
      if (callId === present()) float(emoji, 'peer');
    }),
  };
}
