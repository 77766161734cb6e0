// Which devices there are, and which one a choice means now that things are plugged and unplugged.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Disposer } from '../../ipc/channels.ts';
import type { DeviceChoice } from './preferences.ts';

export type DeviceKind = 'audioinput' | 'videoinput' | 'audiooutput';

export interface Device {
  readonly kind: DeviceKind;
  readonly deviceId: string;
  readonly groupId: string;
  readonly label: string;
}

export type DevicesStore = StoreApi<readonly Device[]>;

/** Follows the devices of the machine; names are empty until one of them may be used. */
export function watchDevices(
  devices: MediaDevices | undefined,
  report: (error: unknown) => void,
): { readonly store: DevicesStore; refresh(): void; readonly dispose: Disposer } {
  const store = createStore<readonly Device[]>(() => []);
  const refresh = () => {
    devices?.enumerateDevices().then(found => store.setState(found, true), report);
  };
  refresh();
  devices?.addEventListener('devicechange', refresh);
  return { store, refresh, dispose: () => devices?.removeEventListener('devicechange', refresh) };
}

/** The device that a choice means: by its id, else by its name; null when it is not there, or nothing was chosen. */
export function chosenOf(
  devices: readonly Device[],
  kind: DeviceKind,
  choice: DeviceChoice | null,
): Device | null {
  if (!choice) return null;
  const ofKind = devices.filter(device => device.kind === kind);
  const byId = ofKind.find(({ deviceId }) => deviceId === choice.id);
  return byId ?? ofKind.find(({ label }) => label !== '' && label === choice.label) ?? null;
}

/** The devices of a kind as a person knows them: the system's own choice is no device. */
export function listedOf(devices: readonly Device[], kind: DeviceKind): readonly Device[] {
  return devices.filter(
    device =>
      device.kind === kind &&
      device.deviceId !== '' &&
      device.deviceId !== 'default' &&
      device.deviceId !== 'communications',
  );
}

interface InUse {
  readonly deviceId?: string;
  readonly groupId?: string;
}

/** True when a track comes from another device than it should: the wanted one was plugged in, or the system's changed. */
export function shouldMove(
  devices: readonly Device[],
  kind: DeviceKind,
  choice: DeviceChoice | null,
  inUse: InUse,
): boolean {
  const chosen = chosenOf(devices, kind, choice);
  if (chosen) return chosen.deviceId !== inUse.deviceId;
  // The one that was chosen is gone: whatever stands in goes on.
  if (choice) return false;
  const standard = devices.find(device => device.kind === kind && device.deviceId === 'default');
  return standard !== undefined && standard.groupId !== '' && standard.groupId !== inUse.groupId;
}
