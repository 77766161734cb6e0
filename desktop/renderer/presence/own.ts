// One's own status: what was chosen, away while no one is there, and undisturbed in quiet hours.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { OnlineStatus } from '../../../common/presence/presence.ts';
import type { Disposer } from '../../ipc/channels.ts';
import type { Bridge } from '../bridge.ts';

interface OwnState {
  readonly chosen: OnlineStatus;
  readonly locked: boolean;
  readonly asleep: boolean;
  readonly idle: boolean;
  readonly quiet: boolean;
  /** Not to be disturbed for a time, as the shell was told. */
  readonly paused: boolean;
  /** Chosen by hand since it became quiet: that holds until the quiet begins or ends again. */
  readonly awake: boolean;
}

export interface OwnPresence {
  readonly store: StoreApi<OwnState>;
  choose(status: OnlineStatus): void;
  setIdle(idle: boolean): void;
  setQuiet(quiet: boolean): void;
  setPaused(paused: boolean): void;
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
    asleep: false,
    paused: false,
    idle: false,
    quiet: false,
    awake: false,
  }));
  const effective = () => {
    const { chosen, locked, asleep, idle, quiet, awake, paused } = store.getState();
    if (paused || (quiet && !awake)) return 'dnd';
    return (locked || asleep || idle) && chosen === 'online' ? 'away' : chosen;
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
  // Left or locked since before this page was loaded: no event tells of that any more.
  void bridge.powerState().then(({ idle, locked }) => update({ idle, locked }));
  const disposers = [
    bridge.onPowerEvent(({ kind }) => {
      // A machine may wake up locked: each pair of events stands for itself.
      if (kind === 'lock' || kind === 'unlock') update({ locked: kind === 'lock' });
      if (kind === 'suspend' || kind === 'resume') update({ asleep: kind === 'suspend' });
      // In whatever program: who works elsewhere is not away.
      if (kind === 'idle' || kind === 'active') update({ idle: kind === 'idle' });
    }),
    bridge.onTrayCommand(command => {
      if (command.kind === 'status') choose(command.status);
    }),
  ];
  return {
    store,
    choose,
    setIdle: idle => update({ idle }),
    setPaused: paused => update({ paused }),
    setQuiet(quiet) {
      if (quiet !== store.getState().quiet) update({ quiet, awake: false });
    },
    effective,
    dispose() {
      for (const dispose of disposers) dispose();
    },
  };
}
