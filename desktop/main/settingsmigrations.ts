// How the settings of earlier versions become those of this one; each step runs once per profile.
import type ElectronStore from 'electron-store';
import type { Settings } from '../ipc/channels.ts';

/** Rises with each step below; apart from the app's own version, so that a step never waits for a release. */
export const SETTINGS_VERSION = '1.0.0';

/** By the version that the step leads to. */
export const migrations: Record<string, (kept: ElectronStore<Partial<Settings>>) => void> = {
  // The first profiles wrote all defaults down, so that a later change of a default would never have reached them.
  '1.0.0': kept => {
    for (const [name, old] of Object.entries(firstDefaults) as [keyof Settings, unknown][]) {
      if (kept.get(name) === old) kept.delete(name);
    }
  },
};

const firstDefaults = {
  serverUrl: null,
  theme: 'system',
  language: 'system',
  closeToTray: true,
  notifications: true,
  notificationPreview: 'message',
  sounds: true,
  mutedUntil: null,
};
