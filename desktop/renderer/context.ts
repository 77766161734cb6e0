// How views reach the app: by context, never by a global.
import { createContext, useContext, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { isLive } from '../../common/calls/state.ts';
import { keysOf, type ShortcutAction } from '../ipc/bindings.ts';
import type { Account } from './account.ts';
import type { App } from './compose.ts';
import { type Nav, showsChat, wideWindow } from './nav.ts';
import type { Replica } from './replica/state.ts';
import type { Signed } from './signed.ts';

export const AppContext = createContext<App | null>(null);
export const SignedContext = createContext<Signed | null>(null);

/** The app around this view. */
export function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error('This view stands outside of the app');
  return app;
}

/** The signed-in person's parts; only in views below the main layout. */
export function useSigned(): Signed {
  const signed = useContext(SignedContext);
  if (signed === null) throw new Error('This view needs someone signed in');
  return signed;
}

/** The signed-in person's account. */
export function useAccount(): Account {
  return useSigned().account;
}

/** A part of what is known of the server; renders again only when that part changes. */
export function useReplica<T>(select: (replica: Replica) => T): T {
  return useStore(useAccount().replica, select);
}

/** A part of where one is. */
export function useNav<T>(select: (nav: Nav) => T): T {
  return useStore(useApp().nav.store, select);
}

/** The keys of an action as someone chose them. */
export function useKeys(action: ShortcutAction): string {
  return useStore(useApp().settings.store, ({ shortcuts }) => keysOf(shortcuts, action));
}

/** The present moment, a few times a minute. */
export function useNow(): number {
  return useStore(useApp().clock.store, ({ now }) => now);
}

/** True while a call fills the window: below it nothing can be seen and nothing may take the focus. */
export function useCovered(): boolean {
  const { calls } = useSigned();
  return useStore(
    calls.store,
    ({ call, minimised }) => isLive(call) && call.kind !== 'incoming' && !minimised,
  );
}

/** Whether someone looks at the open chat right now. */
export function useLooking(): boolean {
  const { attention } = useApp();
  const attentive = useStore(attention, ({ visible, focused }) => visible && focused);
  const wide = useSyncExternalStore(watchWidth, () => matchMedia(wideWindow).matches);
  const shown = useNav(nav => showsChat(nav, wide));
  const covered = useCovered();
  return attentive && shown && !covered;
}

function watchWidth(listener: () => void): () => void {
  const query = matchMedia(wideWindow);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
