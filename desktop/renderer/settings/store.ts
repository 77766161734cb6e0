// The settings of this device, kept by the shell and applied to the page.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Settings, SettingsChange } from '../../ipc/channels.ts';
import type { Bridge } from '../bridge.ts';
import { setLanguage } from '../i18n/i18n.ts';

export interface SettingsParts {
  readonly store: StoreApi<Settings>;
  change(change: SettingsChange): Promise<void>;
}

/** Follows the shell's settings; theme and language are applied at once. */
export function createSettings(bridge: Bridge, initial: Settings, page: Window): SettingsParts {
  const store = createStore(() => initial);
  applyTheme(initial.theme, page.document.documentElement);
  store.subscribe((now, before) => {
    if (now.theme !== before.theme) applyTheme(now.theme, page.document.documentElement);
    if (now.language !== before.language) {
      void setLanguage(now.language, page.navigator.languages, page.document.documentElement);
    }
  });
  bridge.onSettingsChanged(next => store.setState(next, true));
  return {
    store,
    async change(change) {
      store.setState(await bridge.setSettings(change), true);
    },
  };
}

function applyTheme(theme: Settings['theme'], root: HTMLElement): void {
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
}
