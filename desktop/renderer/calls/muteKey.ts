// The shortcut that mutes from any program: taken while a call lives, given back with it.
import { isLive } from '../../../common/calls/state.ts';
import type { Disposer } from '../../ipc/channels.ts';
import type { CallsDeps } from './deps.ts';
import type { PreferencesStore } from './preferences.ts';
import type { CallsStore } from './state.ts';

export interface MuteKey {
  /** Resolves with false when another program has these keys. */
  tryOut(accelerator: string): Promise<boolean>;
  readonly dispose: Disposer;
}

export function createMuteKey(
  { bridge, report }: Pick<CallsDeps, 'bridge' | 'report'>,
  store: CallsStore,
  preferences: PreferencesStore,
): MuteKey {
  const set = (accelerator: string) =>
    bridge.setMuteShortcut(accelerator).catch((error: unknown) => {
      report('The mute shortcut could not be set', error);
      return false;
    });
  const wanted = () => (isLive(store.getState().call) ? preferences.getState().muteShortcut : '');
  let held = '';
  const follow = () => {
    const next = wanted();
    if (next === held) return;
    held = next;
    void set(next);
  };
  const disposers = [store.subscribe(follow), preferences.subscribe(follow)];
  return {
    async tryOut(accelerator) {
      const free = await set(accelerator);
      // Outside of a call the keys belong to everyone again.
      held = wanted();
      await set(held);
      return free;
    },
    dispose() {
      for (const dispose of disposers) dispose();
      if (held !== '') void set('');
    },
  };
}
