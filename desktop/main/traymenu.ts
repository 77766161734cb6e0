// What the tray says: which icon, which tooltip, which menu.
import type { MenuItemConstructorOptions } from 'electron';
import type { EventChannels } from '../ipc/channels.ts';
import type { TrayState } from '../ipc/payloads.ts';
import type { Strings } from './strings.ts';

type TrayIcon = 'normal' | 'unread' | 'dnd' | 'call' | 'offline';

/** How long one does not want to be disturbed; null ends it. */
export type Pause = 'half_hour' | 'hour' | 'tomorrow' | null;

export interface TrayActions {
  toggleWindow: () => void;
  command: (command: EventChannels['tray:command']) => void;
  pause: (pause: Pause) => void;
  openSettings: () => void;
  quit: () => void;
}

type Items = MenuItemConstructorOptions[];

const MINUTE = 60_000;
const MORNING = 8;

/** One state for all accounts: what is unread adds up, a call anywhere is a call, and some connection is one. */
export function mergeTray(states: readonly TrayState[]): TrayState {
  const busy = states.find(state => state.inCall);
  const online = states.filter(state => state.status !== 'offline');
  const status =
    online.length === 0
      ? 'offline'
      : ((['dnd', 'online', 'away'] as const).find(name => online.some(state => state.status === name)) ??
        'online');
  return {
    unread: states.reduce((sum, state) => sum + state.unread, 0),
    status,
    inCall: busy !== undefined,
    micMuted: busy?.micMuted ?? false,
  };
}

/** The icon of a state: a call outweighs everything, a lost connection outweighs what it would hide. */
function trayIcon(state: TrayState): TrayIcon {
  if (state.inCall) return 'call';
  if (state.status === 'offline') return 'offline';
  if (state.status === 'dnd') return 'dnd';
  return state.unread > 0 ? 'unread' : 'normal';
}

/** The name of a count's picture: drawn up to 9, then one for all others. */
export function countName(unread: number): string {
  return unread > 9 ? 'many' : String(unread);
}

/** The drawing of a state. macOS shows the count on the dock, and its menu bar takes one colour only. */
export function trayPicture(state: TrayState, platform: NodeJS.Platform): string {
  const icon = trayIcon(state);
  return icon === 'unread' && platform !== 'darwin' ? `count-${countName(state.unread)}` : icon;
}

/** The tooltip of a state, unread count included. */
export function trayTooltip(state: TrayState, strings: Strings): string {
  const parts = ['Baraza'];
  if (state.unread > 0) parts.push(strings.unread(state.unread));
  if (state.inCall) parts.push(strings.inCall);
  else if (state.status !== 'online') parts.push(strings[state.status]);
  return parts.join(' · ');
}

/** When a pause that begins now is over; tomorrow begins in the morning, and before dawn that is today's. */
export function pauseEnd(pause: Exclude<Pause, null>, now: Date): number {
  if (pause === 'half_hour') return now.getTime() + 30 * MINUTE;
  if (pause === 'hour') return now.getTime() + 60 * MINUTE;
  const morning = new Date(now);
  morning.setHours(MORNING, 0, 0, 0);
  const isNight = now.getHours() < MORNING / 2;
  if (!isNight) morning.setDate(morning.getDate() + 1);
  return morning.getTime();
}

/** What a click on the icon does: macOS opens its menu itself, Linux hosts differ, so the menu can do it too. */
export function clickOpensMenu(platform: NodeJS.Platform): boolean {
  return platform === 'darwin';
}

/** The menu of a state. Show and Hide are in it because a click on the icon does nothing on some desktops. */
export function trayMenu(
  state: TrayState,
  shown: { visible: boolean; paused: boolean },
  strings: Strings,
  actions: TrayActions,
): Items {
  return [
    { label: shown.visible ? strings.hide : strings.show, click: actions.toggleWindow },
    { type: 'separator' },
    ...(state.inCall ? callItems(state, strings, actions) : []),
    { label: strings.status, submenu: statusItems(state, strings, actions) },
    { label: strings.dnd, submenu: pauseItems(shown.paused, strings, actions) },
    { type: 'separator' },
    { label: strings.settings, click: actions.openSettings },
    { label: strings.quit, click: actions.quit },
  ];
}

function callItems({ micMuted }: TrayState, strings: Strings, { command }: TrayActions): Items {
  return [
    {
      label: micMuted ? strings.unmuteMicrophone : strings.muteMicrophone,
      click: () => command({ kind: 'mute' }),
    },
    { label: strings.hangUp, click: () => command({ kind: 'hang_up' }) },
    { type: 'separator' },
  ];
}

function statusItems(state: TrayState, strings: Strings, { command }: TrayActions): Items {
  return (['online', 'away', 'dnd'] as const).map(name => ({
    label: strings[name],
    type: 'radio',
    checked: state.status === name,
    enabled: state.status !== 'offline',
    click: () => command({ kind: 'status', status: name }),
  }));
}

function pauseItems(paused: boolean, strings: Strings, { pause }: TrayActions): Items {
  const end: Items = [{ label: strings.pauseEnd, click: () => pause(null) }, { type: 'separator' }];
  return [
    ...(paused ? end : []),
    { label: strings.pauseHalfHour, click: () => pause('half_hour') },
    { label: strings.pauseHour, click: () => pause('hour') },
    { label: strings.pauseTomorrow, click: () => pause('tomorrow') },
  ];
}
