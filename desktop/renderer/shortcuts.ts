// The keyboard's way through the app, and the menu's, which asks for the same things.
import { useEffect } from 'react';
import { useAccount, useApp } from './context.ts';
import { type NavParts, type Place, wideWindow } from './nav.ts';
import type { Replica } from './replica/state.ts';
import { currentPlatform } from './ui/shortcut.ts';

const places: Readonly<Record<string, Place>> = {
  '1': 'chats',
  '2': 'calls',
  '3': 'people',
  ',': 'settings',
};

/** Listens as long as the main window is shown. */
export function useShortcuts(): void {
  const { nav, bridge } = useApp();
  const { replica, desk } = useAccount();
  useEffect(() => {
    const askDay = () => {
      const { chatId } = nav.store.getState();
      if (chatId !== null) desk.ask({ kind: 'day', chatId });
    };
    const keyDown = (event: KeyboardEvent) => {
      const action = actionFor(event, { nav, replica: replica.getState, askDay });
      if (action === null) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', keyDown);
    const endMenu = bridge.onMenuCommand(({ kind }) => {
      if (kind === 'new_chat') nav.setNewChat(true);
      else if (kind === 'search') nav.openSide({ kind: 'search', everywhere: true });
      else if (kind === 'spelling') nav.openSection('messages');
      else nav.go(kind);
    });
    const endLinks = bridge.onLinkOpen(({ url }) => {
      const match = /^baraza:\/\/chat\/([\w-]+)\/?$/.exec(url);
      const known = Object.values(replica.getState().chats).find(chat => chat.id === match?.[1]);
      if (known) nav.openChat(known.id);
    });
    return () => {
      removeEventListener('keydown', keyDown);
      endMenu();
      endLinks();
    };
  }, [nav, bridge, replica, desk]);
}

interface Reach {
  readonly nav: NavParts;
  readonly replica: () => Replica;
  readonly askDay: () => void;
}

function actionFor(event: KeyboardEvent, { nav, replica, askDay }: Reach): (() => void) | null {
  const mod = currentPlatform() === 'apple' ? event.metaKey : event.ctrlKey;
  const { key } = event;
  if (mod && !event.altKey && !event.shiftKey) {
    const place = places[key];
    if (place) return () => nav.go(place);
    if (key === 'n') return () => nav.setNewChat(true);
    if (key === 'g' && nav.store.getState().place !== 'settings') return askDay;
    if (key === 'k') return () => nav.setPalette(true);
    if (key === 'f' && nav.store.getState().chatId !== null)
      return () => nav.openSide({ kind: 'search', everywhere: false });
  }
  // Written with Shift on many keyboards.
  if (mod && !event.altKey && key === '/') return () => nav.setShortcuts(true);
  if (mod && event.shiftKey && !event.altKey && key.toLowerCase() === 'f')
    return () => nav.openSide({ kind: 'search', everywhere: true });
  const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
  if (event.altKey && !mod && step !== 0) return () => walk(step, nav, replica());
  if (key === 'Escape' && !event.defaultPrevented && !isBusy())
    return () => nav.escape(matchMedia(wideWindow).matches);
  return null;
}

function walk(step: number, nav: NavParts, { order }: Replica): void {
  const { chatId } = nav.store.getState();
  const index = chatId === null ? -1 : order.indexOf(chatId);
  const next = index === -1 ? order[0] : order[index + step];
  if (next) nav.openChat(next);
}

// Escape first belongs to a dialog or a menu that is open.
function isBusy(): boolean {
  return document.querySelector('dialog[open], [role="menu"], [role="dialog"]') !== null;
}
