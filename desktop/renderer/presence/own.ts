// One's own status: what was chosen, away while no one is there, and undisturbed in quiet hours.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { OnlineStatus } from '../../../common/presence/presence.ts';
import type { Disposer } from '../../ipc/channels.ts';
import type { Bridge } from '../bridge.ts';

interface OwnState {
  readonly chosen: OnlineStatus;
  readonly locked: boolean;
  readonly idle: boolean;
  readonly quiet: boolean;
  /** Chosen by hand since it became quiet: that holds until the quiet begins or ends again. */
  readonly awake: boolean;
}

export interface OwnPresence {
  readonly store: StoreApi<OwnState>;
  choose(status: OnlineStatus): void;
  setIdle(idle: boolean): void;
  setQuiet(quiet: boolean): void;
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
  announce: (status: OnlineStatus, byHand: boolean) => void,
): OwnPresence {
  const kept = storage.getItem(key);
  const store = createStore<OwnState>(() => ({
    chosen: isStatus(kept) ? kept : 'online',
    locked: false,
    idle: false,
    quiet: false,
    awake: false,
  }));
  const effective = () => {
    const { chosen, locked, idle, quiet, awake } = store.getState();
    if (quiet && !awake) return 'dnd';
    return (locked || idle) && chosen === 'online' ? 'away' : chosen;
  };
  const update = (change: Partial<OwnState>) => {
    const before = effective();
    store.setState(change);
    if (effective() !== before) announce(effective(), false);
  };
  const choose = (chosen: OnlineStatus) => {
    storage.setItem(key, chosen);
    store.setState({ chosen, awake: true });
    // Told in any case: by hand the same status means more.
    announce(effective(), true);
  };
  const disposers = [
    bridge.onPowerEvent(({ kind }) => {
      update({ locked: kind === 'lock' || kind === 'suspend' });
    }),
    bridge.onTrayCommand(command => {
      if (command.kind === 'status') choose(command.status);
    }),
  ];
  return {
    store,
    choose,
    setIdle: idle => update({ idle }),
    setQuiet(quiet) {
      if (quiet !== store.getState().quiet) update({ quiet, awake: false });
    },
    effective,
    dispose() {
      for (const dispose of disposers) dispose();
    },
  };
}
