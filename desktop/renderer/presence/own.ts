// One's own status: what was chosen, and away while the screen is locked.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { OnlineStatus } from '../../../common/presence/presence.ts';
import type { Disposer } from '../../ipc/channels.ts';
import type { Bridge } from '../bridge.ts';

export interface OwnPresence {
  readonly store: StoreApi<{ readonly chosen: OnlineStatus; readonly locked: boolean }>;
  choose(status: OnlineStatus): void;
  /** What the others are shown. */
  effective(): OnlineStatus;
  dispose: Disposer;
}

const isStatus = (text: string | null): text is OnlineStatus =>
  text === 'online' || text === 'away' || text === 'dnd';

/** Keeps the choice on this device and tells it through `announce` whenever it changes. */
export function createOwnPresence(
  bridge: Bridge,
  storage: Storage,
  key: string,
  announce: (status: OnlineStatus) => void,
): OwnPresence {
  const kept = storage.getItem(key);
  const store = createStore(() => ({
    chosen: isStatus(kept) ? kept : ('online' as OnlineStatus),
    locked: false,
  }));
  const effective = () => {
    const { chosen, locked } = store.getState();
    return locked && chosen === 'online' ? 'away' : chosen;
  };
  const update = (change: Partial<{ chosen: OnlineStatus; locked: boolean }>) => {
    const before = effective();
    store.setState(change);
    if (effective() !== before) announce(effective());
  };
  const choose = (chosen: OnlineStatus) => {
    storage.setItem(key, chosen);
    update({ chosen });
  };
  const disposers = [
    bridge.onPowerEvent(({ kind }) => {
      if (kind === 'lock' || kind === 'unlock') update({ locked: kind === 'lock' });
    }),
    bridge.onTrayCommand(command => {
      if (command.kind === 'status') choose(command.status);
    }),
  ];
  return {
    store,
    choose,
    effective,
    dispose() {
      for (const dispose of disposers) dispose();
    },
  };
}
