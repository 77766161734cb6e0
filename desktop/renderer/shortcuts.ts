// The keyboard's way through the app, and the menu's, which asks for the same things.
import { useEffect } from 'react';
import { type Bindings, keysFrom, keysOf, type ShortcutAction, shortcutActions } from '../ipc/bindings.ts';
import { useAccount, useApp } from './context.ts';
import { type NavParts, wideWindow } from './nav.ts';
import type { Replica } from './replica/state.ts';
import { currentPlatform } from './ui/shortcut.ts';

/** Listens as long as the main window is shown. */
export function useShortcuts(): void {
  const { nav, bridge, settings } = useApp();
  const { replica, desk } = useAccount();
  useEffect(() => {
    const askDay = () => {
      const { chatId } = nav.store.getState();
      if (chatId !== null) desk.ask({ kind: 'day', chatId });
    };
    const bindings = () => settings.store.getState().shortcuts;
    const keyDown = (event: KeyboardEvent) => {
      const action = actionFor(event, { nav, replica: replica.getState, askDay, bindings });
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
  }, [nav, bridge, replica, desk, settings]);
}

interface Reach {
  readonly nav: NavParts;
  readonly replica: () => Replica;
  readonly askDay: () => void;
  readonly bindings: () => Bindings;
}

function actionFor(event: KeyboardEvent, reach: Reach): (() => void) | null {
  const { nav, bindings } = reach;
  if (event.key === 'Escape' && !event.defaultPrevented && !isBusy())
    return () => nav.escape(matchMedia(wideWindow).matches);
  const keys = keysFrom(event, currentPlatform() === 'apple');
  const action = shortcutActions.find(one => keys !== null && keysOf(bindings(), one) === keys);
  return action === undefined ? null : (actOf(reach)[action] ?? null);
}

function actOf({ nav, replica, askDay }: Reach): Readonly<Record<ShortcutAction, (() => void) | null>> {
  const { place, chatId } = nav.store.getState();
  return {
    palette: () => nav.setPalette(true),
    shortcuts: () => nav.setShortcuts(true),
    newChat: () => nav.setNewChat(true),
    searchAll: () => nav.openSide({ kind: 'search', everywhere: true }),
    chats: () => nav.go('chats'),
    calls: () => nav.go('calls'),
    people: () => nav.go('people'),
    settings: () => nav.go('settings'),
    nextChat: () => walk(1, nav, replica()),
    previousChat: () => walk(-1, nav, replica()),
    searchChat: chatId === null ? null : () => nav.openSide({ kind: 'search', everywhere: false }),
    day: place === 'settings' ? null : askDay,
  };
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
