import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TrayState } from '../ipc/payloads.ts';
import { stringsFor } from './strings.ts';
import { hasTrayHost, type Run } from './trayhost.ts';
import {
  clickOpensMenu,
  countName,
  mergeTray,
  pauseEnd,
  trayMenu,
  trayPicture,
  trayTooltip,
} from './traymenu.ts';

const online: TrayState = { unread: 0, status: 'online', inCall: false, micMuted: false };
const strings = stringsFor('en', 'en');

test('the icon shows what matters most', () => {
  const picture = (state: Partial<TrayState>) => trayPicture({ ...online, ...state }, 'linux');
  expect(picture({})).toBe('normal');
  expect(picture({ unread: 2 })).toBe('count-2');
  expect(picture({ unread: 2, status: 'dnd' })).toBe('dnd');
  expect(picture({ unread: 2, status: 'offline' })).toBe('offline');
  expect(picture({ unread: 2, status: 'offline', inCall: true })).toBe('call');
});

test('[field 24] the count is drawn up to nine, each picture in all sizes, and macOS has its own for all', () => {
  const folder = join(import.meta.dirname, '../assets/tray');
  const drawn = (name: string, size: number) => existsSync(join(folder, `${name}-${size}.png`));
  for (const [unread, name] of [
    ...Array.from({ length: 9 }, (_, index) => [index + 1, String(index + 1)] as const),
    ...([10, 250].map(count => [count, 'many']) as [number, string][]),
  ]) {
    const state = { ...online, unread };
    const pictures = (['linux', 'win32', 'darwin'] as const).map(platform => trayPicture(state, platform));
    expect(pictures).toEqual([`count-${name}`, `count-${name}`, 'unread']);
    expect([16, 20, 24, 32, 48].filter(size => !drawn(`count-${name}`, size))).toEqual([]);
    expect(drawn(`overlay-${countName(unread)}`, 32)).toBe(true);
  }
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

function menu(state: TrayState, shown = { visible: true, paused: false }) {
  const done: unknown[] = [];
  const items = trayMenu(state, shown, strings, {
    toggleWindow: () => done.push('toggle'),
    command: command => done.push(command),
    pause: pause => done.push({ pause }),
    openSettings: () => done.push('settings'),
    quit: () => done.push('quit'),
  });
  const all = items.flatMap(item => (Array.isArray(item.submenu) ? item.submenu : [item]));
  const click = (label: string) => {
    all.find(item => item.label === label)?.click?.(undefined as never, undefined, undefined as never);
    return done.at(-1);
  };
  const labels = (list: typeof items) => list.map(item => item.label).filter(label => label !== undefined);
  return { labels: labels(items), all: labels(all), click };
}

test('the menu offers the call only during a call, and what the window is not', () => {
  const foot = ['Status', 'Do not disturb', 'Settings…', 'Quit Baraza'];
  expect(menu(online).labels).toEqual(['Hide Baraza', ...foot]);
  const call = { ...online, inCall: true };
  const shown = { visible: false, paused: true };
  expect(menu(call, shown).labels).toEqual(['Show Baraza', 'Mute the microphone', 'Hang up', ...foot]);
  expect(menu({ ...call, micMuted: true }, shown).labels).toContain('Unmute the microphone');
});

test('a pause can be ended while it lasts', () => {
  const lengths = ['For 30 minutes', 'For 1 hour', 'Until tomorrow morning'];
  expect(menu(online).all).toEqual(expect.arrayContaining(lengths));
  expect(menu(online).all).not.toContain('End it now');
  const { click } = menu(online, { visible: true, paused: true });
  expect(click('End it now')).toEqual({ pause: null });
});

test('each item does what it says', () => {
  const { click } = menu({ ...online, inCall: true });
  expect(click('Away')).toEqual({ kind: 'status', status: 'away' });
  expect(click('Hang up')).toEqual({ kind: 'hang_up' });
  expect(click('For 1 hour')).toEqual({ pause: 'hour' });
  expect(click('Quit Baraza')).toBe('quit');
});

test('a pause until tomorrow ends in the morning; before dawn that is the same day’s', () => {
  const at = (hours: number) => new Date(2026, 10, 24, hours, 15);
  expect(pauseEnd('half_hour', at(12))).toBe(at(12).getTime() + 1_800_000);
  expect(new Date(pauseEnd('tomorrow', at(22)))).toEqual(new Date(2026, 10, 25, 8));
  expect(new Date(pauseEnd('tomorrow', at(9)))).toEqual(new Date(2026, 10, 25, 8));
  expect(new Date(pauseEnd('tomorrow', at(1)))).toEqual(new Date(2026, 10, 24, 8));
});

test('several accounts make one tray: what is unread adds up, a call anywhere is a call', () => {
  const other: TrayState = { unread: 3, status: 'offline', inCall: true, micMuted: true };
  expect(mergeTray([{ ...online, unread: 2 }, other])).toEqual({
    unread: 5,
    status: 'online',
    inCall: true,
    micMuted: true,
  });
  expect(mergeTray([{ ...online, status: 'dnd' }, online]).status).toBe('dnd');
  expect(mergeTray([])).toEqual({ unread: 0, status: 'offline', inCall: false, micMuted: false });
});

test('a click on the icon opens the menu on macOS and the window elsewhere', () => {
  expect((['darwin', 'win32', 'linux'] as const).map(clickOpensMenu)).toEqual([true, false, false]);
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
