// Whether someone looks at this window.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from './bridge.ts';

export interface Attention {
  readonly visible: boolean;
  readonly focused: boolean;
}

/** Follows the shell where it tells more than the page knows (minimised, hidden in the tray). */
export function createAttention(bridge: Bridge, page: Window): StoreApi<Attention> {
  const { document } = page;
  const store = createStore<Attention>(() => ({
    visible: document.visibilityState === 'visible',
    focused: document.hasFocus(),
  }));
  bridge.onWindowAttention(({ visible, focused }) => store.setState({ visible, focused }));
  return store;
}
