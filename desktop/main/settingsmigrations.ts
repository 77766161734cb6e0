// How the settings of earlier versions become those of this one; each step runs once per profile.
import type { Settings } from '../ipc/channels.ts';

/** Rises with each step below; apart from the app's own version, so that a step never waits for a release. */
export const SETTINGS_VERSION = '1.0.0';

interface Kept {
  get(key: keyof Settings): unknown;
  delete(key: keyof Settings): void;
}

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

/** The first profiles wrote all defaults down, so a later change of a default would never have reached them. */
export function forgetFirstDefaults(kept: Kept): void {
  for (const [name, old] of Object.entries(firstDefaults) as [keyof Settings, unknown][]) {
    if (kept.get(name) === old) kept.delete(name);
  }
}
