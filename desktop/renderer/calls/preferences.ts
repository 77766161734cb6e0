// What a person has chosen for calls on this device, kept in the browser's storage.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ScreenKind } from '../../../common/calls/adapt.ts';

/** A device: ids change when permissions are reset, so its name is remembered too. */
export interface DeviceChoice {
  readonly id: string;
  readonly label: string;
}

export interface CallPreferences {
  /** Null: as the system says. */
  readonly microphone: DeviceChoice | null;
  readonly camera: DeviceChoice | null;
  readonly speaker: DeviceChoice | null;
  /** Where it rings; null: where the system plays everything else. */
  readonly ringer: DeviceChoice | null;
  /** 0 to 100. */
  readonly ringVolume: number;
  readonly echoCancellation: boolean;
  readonly noiseSuppression: boolean;
  readonly autoGainControl: boolean;
  /** Muted, except while a key is held. */
  readonly pushToTalk: boolean;
  /** A shortcut that mutes from any program during a call; empty: none. */
  readonly muteShortcut: string;
  /** The other side never learns this device's address. */
  readonly relayOnly: boolean;
  readonly shareFor: ScreenKind;
}

export type PreferencesStore = StoreApi<CallPreferences>;

export const defaultPreferences: CallPreferences = {
  microphone: null,
  camera: null,
  speaker: null,
  ringer: null,
  ringVolume: 80,
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  pushToTalk: false,
  muteShortcut: '',
  relayOnly: false,
  shareFor: 'text',
};

const KEY = 'baraza.calls';

/** Opens the preferences; each change is kept at once. */
export function openPreferences(storage: Pick<Storage, 'getItem' | 'setItem'>): PreferencesStore {
  const store = createStore<CallPreferences>(() => readPreferences(storage.getItem(KEY)));
  store.subscribe(now => storage.setItem(KEY, JSON.stringify(now)));
  return store;
}

/** The known fields of a kept text that are valid, on top of the defaults. */
export function readPreferences(text: string | null): CallPreferences {
  const kept = parsed(text);
  const fields = Object.entries(defaultPreferences).map(([name, standard]) => [
    name,
    fits(name, kept[name], standard) ? kept[name] : standard,
  ]);
  return Object.fromEntries(fields) as CallPreferences;
}

function parsed(text: string | null): Readonly<Record<string, unknown>> {
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // Not ours any more: as if nothing had been chosen.
    return {};
  }
}

function fits(name: string, value: unknown, standard: unknown): boolean {
  if (standard === null) return value === null || isChoice(value);
  if (name === 'ringVolume') return typeof value === 'number' && value >= 0 && value <= 100;
  if (name === 'shareFor') return value === 'text' || value === 'motion';
  return typeof value === typeof standard;
}

function isChoice(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { id, label } = value as Partial<DeviceChoice>;
  return typeof id === 'string' && typeof label === 'string';
}
