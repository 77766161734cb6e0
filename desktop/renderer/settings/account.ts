// What a person can change about their account: name, picture, devices.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Device } from '../../../common/auth/user.ts';
import type { DeviceId } from '../../../common/ids.ts';
import type { Account } from '../account.ts';
import type { SessionParts } from '../auth/session.ts';

export interface DevicesState {
  readonly devices: readonly Device[] | null;
  readonly failed: boolean;
}

export interface AccountActions {
  readonly devices: StoreApi<DevicesState>;
  loadDevices(): Promise<void>;
  removeDevice(id: DeviceId): Promise<void>;
  rename(displayName: string): Promise<void>;
  /** Null takes it away. */
  setAvatar(picture: Blob | null): Promise<void>;
}

/** Made by the settings when they are opened. */
export function createAccountActions(
  { api, dispatch, avatars }: Account,
  session: SessionParts,
): AccountActions {
  const devices = createStore<DevicesState>(() => ({ devices: null, failed: false }));
  const loadDevices = async () => {
    try {
      const list = await api.devices();
      devices.setState({ devices: list.devices, failed: false });
    } catch {
      devices.setState({ failed: true });
    }
  };
  return {
    devices,
    loadDevices,
    async removeDevice(id) {
      await api.removeDevice(id);
      await loadDevices();
    },
    async rename(displayName) {
      const { user } = await api.updateMe({ displayName });
      dispatch({ type: 'users', users: [user] });
      session.renamed(user);
    },
    setAvatar: async picture => session.renamed(await avatars.setMine(picture)),
  };
}
