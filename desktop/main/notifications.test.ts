// What of a notification the system gets, and what becomes of what is done with it.
import { beforeEach, expect, test } from 'vitest';
import type { Settings, ShownNotification } from '../ipc/channels.ts';
import { DEFAULT_SETTINGS } from '../ipc/defaults.ts';
import { actionsFor, escaped } from './noticebus.ts';
import {
  createNotifications,
  isSuppressed,
  type NoticeHeard,
  type NoticeOptions,
  ownerOf,
  reduce,
} from './notifications.ts';
import { stringsFor } from './strings.ts';

const strings = stringsFor('en', 'en');
const message: ShownNotification = {
  id: 'chat1',
  kind: 'message',
  title: 'Amina',
  body: 'Hi',
  sound: 'drop',
  icon: 'data:image/png;base64,AAAA',
};
const call: ShownNotification = { id: 'call1', kind: 'call', title: 'Amina', body: 'Video call' };

interface Shown {
  options: NoticeOptions;
  state: 'shown' | 'closed';
  hear: (event: NoticeHeard) => void;
}
let board: Shown[];
let told: unknown[];
let nudges: string[];

beforeEach(() => {
  board = [];
  told = [];
  nudges = [];
});

function desk(settings: Settings = DEFAULT_SETTINGS, isQuiet = false) {
  return createNotifications({
    system: {
      show(options, hear) {
        const shown: Shown = { options, state: 'shown', hear };
        board.push(shown);
        return {
          close() {
            shown.state = 'closed';
            hear({ kind: 'close' });
          },
        };
      },
      leavesSound: true,
      isQuiet: async () => isQuiet,
    },
    settings: () => settings,
    strings: () => strings,
    now: () => 1000,
    nudge(kind) {
      nudges.push(kind);
      return () => void nudges.push('over');
    },
  });
}
const of = (account: string, all = desk()) => all.of(account, event => told.push([account, event]));
const states = () => board.map(item => item.state);

test('the preview setting decides what others can read, see and answer', () => {
  const see = (preview: Settings['notificationPreview'], shown = message) => {
    const settings = { ...DEFAULT_SETTINGS, notificationPreview: preview };
    const { title, body, icon, reply } = reduce(shown, 'main', settings, strings);
    return [`${title}: ${body}`, icon !== null, reply !== null];
  };
  expect(see('message')).toEqual(['Amina: Hi', true, true]);
  expect(see('name')).toEqual(['Amina: New message', true, true]);
  expect(see('none')).toEqual(['Baraza: New message', false, false]);
  expect(see('none', call)).toEqual(['Baraza: Incoming call', false, false]);
});

test('a message can be read and its chat muted at once, a call answered and declined', () => {
  const acts = (shown: ShownNotification) =>
    reduce(shown, 'main', DEFAULT_SETTINGS, strings).actions.map(({ id }) => id);
  expect(acts(message)).toEqual(['mark_read', 'mute_hour']);
  expect(acts(call)).toEqual(['answer', 'decline']);
});

test('nothing sounds when sounds are off or the system wants it quiet', async () => {
  expect(await of('main').show(message)).toBe(true);
  expect(await of('main').show(call)).toBe(false);
  expect(await of('main', desk(DEFAULT_SETTINGS, true)).show(message)).toBe(false);
  expect(await of('main', desk({ ...DEFAULT_SETTINGS, sounds: false })).show(message)).toBe(false);
});

test('a notification draws attention until it is gone, and no message does where the system wants it quiet', async () => {
  await of('main').show(message);
  expect(nudges).toEqual(['message']);
  const quiet = of('main', desk(DEFAULT_SETTINGS, true));
  await quiet.show(message);
  await quiet.show(call);
  expect(nudges).toEqual(['message', 'call']);
  quiet.close('call1');
  expect(nudges).toEqual(['message', 'call', 'over']);
  await of('main', desk({ ...DEFAULT_SETTINGS, notifications: false })).show(call);
  expect(nudges).toHaveLength(3);
});

test('a pause silences messages for its time and lets calls through; switched off silences all', () => {
  const muted = { ...DEFAULT_SETTINGS, mutedUntil: 2000 };
  expect([isSuppressed('message', muted, 1000), isSuppressed('call', muted, 1000)]).toEqual([true, false]);
  expect(isSuppressed('message', muted, 2000)).toBe(false);
  expect(isSuppressed('call', { ...DEFAULT_SETTINGS, notifications: false }, 0)).toBe(true);
});

test('the same chat replaces, another one and another account stand beside it', async () => {
  const all = desk();
  const [first, second] = [of('main', all), of('b', all)];
  await first.show(message);
  await first.show({ ...message, body: 'Again' });
  await first.show(call);
  await second.show(message);
  expect(states()).toEqual(['closed', 'shown', 'shown', 'shown']);
  first.close('chat1');
  first.close('unknown');
  expect(states()).toEqual(['closed', 'closed', 'shown', 'shown']);
  second.closeAll();
  expect(states()).toEqual(['closed', 'closed', 'shown', 'closed']);
});

test('[field 14] a click is told once to its account with its id, also after a replacement', async () => {
  const all = desk();
  const [first, second] = [of('main', all), of('b', all)];
  await second.show(message);
  await second.show({ ...message, body: 'Again' });
  await first.show(message);
  board[1]?.hear({ kind: 'click' });
  expect(told).toEqual([['b', { id: 'chat1', kind: 'message' }]]);
  expect(states()).toEqual(['closed', 'closed', 'shown']);
});

test('[field 15] a reply and an action are told with their notification', async () => {
  await of('main').show(message);
  board[0]?.hear({ kind: 'reply', text: 'Asante' });
  board[0]?.hear({ kind: 'action', action: 'mark_read' });
  expect(told).toEqual([
    ['main', { id: 'chat1', kind: 'message', action: 'reply', text: 'Asante' }],
    ['main', { id: 'chat1', kind: 'message', action: 'mark_read' }],
  ]);
});

test('a new notification that is suppressed still takes the old one away', async () => {
  expect(await of('main', desk({ ...DEFAULT_SETTINGS, notifications: false })).show(message)).toBe(false);
  expect(board).toEqual([]);
});

test('no more than 64 are held, the oldest go first', async () => {
  const all = desk();
  for (let index = 0; index < 70; index += 1) await of('main', all).show({ ...message, id: `chat${index}` });
  expect(board.filter(item => item.state === 'shown')).toHaveLength(64);
  expect(board[5]?.state).toBe('closed');
  all.closeAll();
  expect(board.filter(item => item.state === 'shown')).toEqual([]);
});

test('a key tells whose notification it was, and nothing else is a key', () => {
  const { key } = reduce(message, 'a1b2', DEFAULT_SETTINGS, strings);
  expect(ownerOf(key)).toEqual({ account: 'a1b2', kind: 'message', id: 'chat1' });
  for (const wrong of ['', 'a1b2.file.x', 'a1b2.message.', '../x.message.y', `${key} `])
    expect(ownerOf(wrong)).toBeNull();
});

test('a daemon is offered what it can do, and markup in a message stays words', () => {
  const options = reduce(message, 'main', DEFAULT_SETTINGS, strings);
  expect(actionsFor(options, ['body'], 'Amina')).toEqual([]);
  expect(actionsFor(options, ['actions'], 'Amina')).toEqual([
    ...['default', 'Amina', 'mark_read', 'Mark as read', 'mute_hour', 'Mute for 1 hour'],
  ]);
  expect(actionsFor(options, ['actions', 'inline-reply'], 'Amina').slice(2, 4)).toEqual([
    'inline-reply',
    'Reply',
  ]);
  expect(escaped('a <b>&', [])).toBe('a <b>&');
  expect(escaped('a <b>&', ['body-markup'])).toBe('a &lt;b&gt;&amp;');
});
