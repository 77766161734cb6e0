import { expect, test } from 'vitest';
import type { TrayState } from '../ipc/channels.ts';
import { stringsFor } from './strings.ts';
import { hasTrayHost, type Run } from './trayhost.ts';
import { trayIcon, trayMenu, trayTooltip } from './traymenu.ts';

const online: TrayState = { unread: 0, status: 'online', inCall: false };
const strings = stringsFor('en', 'en');

test('the icon shows what matters most', () => {
  expect(trayIcon(online)).toBe('normal');
  expect(trayIcon({ ...online, unread: 2 })).toBe('unread');
  expect(trayIcon({ ...online, unread: 2, status: 'dnd' })).toBe('dnd');
  expect(trayIcon({ ...online, unread: 2, status: 'offline' })).toBe('offline');
  expect(trayIcon({ unread: 2, status: 'offline', inCall: true })).toBe('call');
});

test('the tooltip counts, in both languages', () => {
  expect(trayTooltip(online, strings)).toBe('Baraza');
  expect(trayTooltip({ ...online, unread: 1, status: 'dnd' }, strings)).toBe(
    'Baraza · 1 unread message · Do not disturb',
  );
  expect(trayTooltip({ ...online, unread: 3, inCall: true }, stringsFor('system', 'sw-KE'))).toBe(
    'Baraza · Jumbe 3 hazijasomwa · Kwenye simu',
  );
});

function menu(state: TrayState, shown = { visible: true, muted: false }) {
  const done: unknown[] = [];
  const items = trayMenu(state, shown, strings, {
    toggleWindow: () => done.push('toggle'),
    command: command => done.push(command),
    mute: muted => done.push({ muted }),
    openSettings: () => done.push('settings'),
    quit: () => done.push('quit'),
  });
  const click = (label: string) => {
    const all = items.flatMap(item => (Array.isArray(item.submenu) ? item.submenu : [item]));
    all.find(item => item.label === label)?.click?.(undefined as never, undefined, undefined as never);
    return done.at(-1);
  };
  return { labels: items.map(item => item.label).filter(label => label !== undefined), click };
}

test('the menu offers the call only during a call, and what the window is not', () => {
  expect(menu(online).labels).toEqual([
    'Hide Baraza',
    'Status',
    'Mute notifications for 1 hour',
    'Settings…',
    'Quit Baraza',
  ]);
  expect(menu({ ...online, inCall: true }, { visible: false, muted: true }).labels).toEqual([
    'Show Baraza',
    'Mute or unmute the microphone',
    'Hang up',
    'Status',
    'Unmute notifications',
    'Settings…',
    'Quit Baraza',
  ]);
});

test('each item does what it says', () => {
  const { click } = menu({ ...online, inCall: true });
  expect(click('Do not disturb')).toEqual({ kind: 'status', status: 'dnd' });
  expect(click('Hang up')).toEqual({ kind: 'hang_up' });
  expect(click('Mute notifications for 1 hour')).toEqual({ muted: true });
  expect(click('Quit Baraza')).toBe('quit');
});

test('a tray is assumed only where one can be seen', async () => {
  const bus =
    (owner: string | null, host: string | null): Run =>
    async (program, args) =>
      program !== 'gdbus' ? null : args.some(word => word.endsWith('NameHasOwner')) ? owner : host;
  const none: Run = async () => null;
  expect(await hasTrayHost('win32', {}, none)).toBe(true);
  expect(await hasTrayHost('linux', {}, bus('(true,)', '(<true>,)'))).toBe(true);
  expect(await hasTrayHost('linux', {}, bus('(true,)', '(<false>,)'))).toBe(false);
  expect(await hasTrayHost('linux', { XDG_CURRENT_DESKTOP: 'KDE' }, bus('(false,)', null))).toBe(false);
  expect(await hasTrayHost('linux', { XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' }, none)).toBe(false);
  expect(await hasTrayHost('linux', { XDG_CURRENT_DESKTOP: 'KDE' }, none)).toBe(true);
  expect(await hasTrayHost('linux', {}, none)).toBe(false);
});
