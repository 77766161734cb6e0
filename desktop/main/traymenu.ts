// What the tray says: which icon, which tooltip, which menu.
import type { MenuItemConstructorOptions } from 'electron';
import type { EventChannels, TrayState } from '../ipc/channels.ts';
import type { Strings } from './strings.ts';

export type TrayIcon = 'normal' | 'unread' | 'dnd' | 'call' | 'offline';

export interface TrayActions {
  toggleWindow: () => void;
  command: (command: EventChannels['tray:command']) => void;
  mute: (muted: boolean) => void;
  openSettings: () => void;
  quit: () => void;
}

/** The icon of a state: a call outweighs everything, a lost connection outweighs what it would hide. */
export function trayIcon(state: TrayState): TrayIcon {
  if (state.inCall) return 'call';
  if (state.status === 'offline') return 'offline';
  if (state.status === 'dnd') return 'dnd';
  return state.unread > 0 ? 'unread' : 'normal';
}

/** The tooltip of a state, unread count included. */
export function trayTooltip(state: TrayState, strings: Strings): string {
  const parts = ['Baraza'];
  if (state.unread > 0) parts.push(strings.unread(state.unread));
  if (state.inCall) parts.push(strings.inCall);
  else if (state.status !== 'online') parts.push(strings[state.status]);
  return parts.join(' · ');
}

/** The menu of a state. Show and Hide are in it because a click on the icon does nothing on some desktops. */
export function trayMenu(
  state: TrayState,
  shown: { visible: boolean; muted: boolean },
  strings: Strings,
  actions: TrayActions,
): MenuItemConstructorOptions[] {
  const status = (name: 'online' | 'away' | 'dnd'): MenuItemConstructorOptions => ({
    label: strings[name],
    type: 'radio',
    checked: state.status === name,
    enabled: state.status !== 'offline',
    click: () => actions.command({ kind: 'status', status: name }),
  });
  const call: MenuItemConstructorOptions[] = [
    { label: strings.muteMicrophone, click: () => actions.command({ kind: 'mute' }) },
    { label: strings.hangUp, click: () => actions.command({ kind: 'hang_up' }) },
    { type: 'separator' },
  ];
  return [
    { label: shown.visible ? strings.hide : strings.show, click: actions.toggleWindow },
    { type: 'separator' },
    ...(state.inCall ? call : []),
    { label: strings.status, submenu: [status('online'), status('away'), status('dnd')] },
    { label: shown.muted ? strings.unmute : strings.muteHour, click: () => actions.mute(!shown.muted) },
    { type: 'separator' },
    { label: strings.settings, click: actions.openSettings },
    { label: strings.quit, click: actions.quit },
  ];
}
