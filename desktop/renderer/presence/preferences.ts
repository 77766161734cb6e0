// What one chose about being seen and disturbed: the same on all one's devices.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ChatNotice } from '../../../common/chats/notices.ts';
import { AppError } from '../../../common/errors.ts';
import type { ChatId } from '../../../common/ids.ts';
import {
  defaultPreferences,
  type HeldPreferences,
  type Preferences,
} from '../../../common/presence/preferences.ts';
import { isQuiet, nextEdge } from '../../../common/presence/quiet.ts';
import type { Disposer } from '../../ipc/channels.ts';
import type { Clock } from '../clock.ts';
import type { Api } from '../transport/api.ts';

export interface PreferencesState {
  readonly state: 'loading' | 'ready' | 'failed';
  readonly held: HeldPreferences;
}

export interface PreferencesParts {
  readonly store: StoreApi<PreferencesState>;
  load(): void;
  change(change: Partial<Preferences>): Promise<void>;
  /** How loud one chat may be; empty: as all others. */
  setNotice(chatId: ChatId, notice: ChatNotice): Promise<void>;
}

interface PreferencesOptions {
  readonly api: Pick<Api, 'preferences' | 'setPreferences' | 'setNotice'>;
  readonly onDefect: (error: unknown) => void;
}

/** The preferences of one account. */
export function createPreferences({ api, onDefect }: PreferencesOptions): PreferencesParts {
  const store = createStore<PreferencesState>(() => ({ state: 'loading', held: defaultPreferences }));
  // What the server said last, and how many changes it has not answered yet.
  let known: HeldPreferences = defaultPreferences;
  let pending = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const take = (preferences: HeldPreferences) => {
    known = preferences;
    // While one is under way the server may tell of the time before it.
    if (pending === 0) store.setState({ state: 'ready', held: known });
  };
  const load = async () => {
    try {
      take((await api.preferences()).preferences);
    } catch (error) {
      if (store.getState().state === 'loading') store.setState({ state: 'failed' });
      if (!(error instanceof AppError)) onDefect(error);
    }
  };
  // One after the other, and seen at once: the next one builds upon what was just chosen.
  const inTurn = (guess: Partial<Preferences>, ask: () => Promise<{ preferences: HeldPreferences }>) => {
    pending += 1;
    store.setState(({ held }) => ({ held: { ...held, ...guess } }));
    const answered = turn.then(ask).then(
      ({ preferences }) => {
        pending -= 1;
        take(preferences);
      },
      error => {
        pending -= 1;
        if (pending === 0) store.setState({ held: known });
        throw error;
      },
    );
    turn = Promise.allSettled([answered]);
    return answered;
  };
  return {
    store,
    load: () => void load(),
    change: change => inTurn(change, () => api.setPreferences(change)),
    setNotice: (chatId, notice) => inTurn({}, () => api.setNotice(chatId, notice)),
  };
}

/** [PREF2] Tells whether it is quiet now, as time and the choice move on. */
export function watchQuiet(
  { store }: PreferencesParts,
  clock: Clock,
  tell: (quiet: boolean) => void,
): Disposer {
  let callOff: Disposer = () => undefined;
  const look = () => {
    const { quietHours, awakeUntil } = store.getState().held;
    const now = new Date(clock.now());
    const awake = awakeUntil !== undefined && new Date(awakeUntil) > now;
    tell(quietHours !== null && !awake && isQuiet(quietHours, now));
    callOff();
    // Most of them begin while the window is in the tray, where nothing else moves time on.
    const edge = quietHours === null ? null : nextEdge(quietHours, now);
    const next = awake ? new Date(awakeUntil) : edge;
    callOff = next === null ? () => undefined : clock.ringAt(next.getTime(), look);
  };
  const disposers = [store.subscribe(look), clock.store.subscribe(look)];
  return () => {
    callOff();
    for (const dispose of disposers) dispose();
  };
}
