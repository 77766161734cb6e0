import { beforeEach, expect, test } from 'vitest';
import type { Settings, ShownNotification } from '../ipc/channels.ts';
import { DEFAULT_SETTINGS } from '../ipc/defaults.ts';
import { createNotifications, isSuppressed, type NotificationOptions, reduce } from './notifications.ts';
import { stringsFor } from './strings.ts';

const strings = stringsFor('en', 'en');
const message: ShownNotification = {
  id: 'chat1',
  kind: 'message',
  title: 'Amina',
  body: 'Hi',
  silent: false,
};
const call: ShownNotification = {
  id: 'call1',
  kind: 'call',
  title: 'Amina',
  body: 'Video call',
  silent: true,
};

interface Shown {
  options: NotificationOptions;
  state: 'made' | 'shown' | 'closed';
  fire: (event: 'click' | 'close') => void;
}
let board: Shown[];
let activated: string[];

beforeEach(() => {
  board = [];
  activated = [];
});

function desk(settings: Settings = DEFAULT_SETTINGS) {
  return createNotifications({
    make: options => {
      const listeners = new Map<string, () => void>();
      const shown: Shown = { options, state: 'made', fire: event => listeners.get(event)?.() };
      board.push(shown);
      return {
        on: (event, listener) => listeners.set(event, listener),
        show: () => {
          shown.state = 'shown';
        },
        close: () => {
          shown.state = 'closed';
          listeners.get('close')?.();
        },
      };
    },
    settings: () => settings,
    strings: () => strings,
    now: () => 1000,
    onActivated: ({ kind, id }) => activated.push(`${kind} ${id}`),
  });
}

test('the preview setting decides what others can read', () => {
  const see = (preview: Settings['notificationPreview'], shown = message) => {
    const { title, body } = reduce(shown, { ...DEFAULT_SETTINGS, notificationPreview: preview }, strings);
    return `${title}: ${body}`;
  };
  expect(see('message')).toBe('Amina: Hi');
  expect(see('name')).toBe('Amina: New message');
  expect(see('none')).toBe('Baraza: New message');
  expect(see('none', call)).toBe('Baraza: Incoming call');
});

test('a call stays until it is answered, and nothing sounds when sounds are off', () => {
  expect(reduce(call, DEFAULT_SETTINGS, strings)).toMatchObject({
    urgency: 'critical',
    timeoutType: 'never',
  });
  expect(reduce(message, { ...DEFAULT_SETTINGS, sounds: false }, strings).silent).toBe(true);
});

test('muting silences messages for its time and lets calls through; switched off silences all', () => {
  const muted = { ...DEFAULT_SETTINGS, mutedUntil: 2000 };
  expect([isSuppressed('message', muted, 1000), isSuppressed('call', muted, 1000)]).toEqual([true, false]);
  expect(isSuppressed('message', muted, 2000)).toBe(false);
  expect(isSuppressed('call', { ...DEFAULT_SETTINGS, notifications: false }, 0)).toBe(true);
});

test('the same id replaces, another one stands beside it, and each is closed by its id', () => {
  const notifications = desk();
  notifications.show(message);
  notifications.show({ ...message, body: 'Again' });
  notifications.show(call);
  expect(board.map(item => item.state)).toEqual(['closed', 'shown', 'shown']);
  notifications.close('chat1');
  notifications.close('unknown');
  expect(board.map(item => item.state)).toEqual(['closed', 'closed', 'shown']);
});

test('a click is told once with its id, also after a replacement', () => {
  const notifications = desk();
  notifications.show(message);
  notifications.show({ ...message, body: 'Again' });
  board[1]?.fire('click');
  expect(activated).toEqual(['message chat1']);
  expect(board[1]?.state).toBe('closed');
});

test('a new notification that is suppressed still takes the old one away', () => {
  desk({ ...DEFAULT_SETTINGS, notifications: false }).show(message);
  expect(board).toEqual([]);
});

test('no more than 64 are held, the oldest go first', () => {
  const notifications = desk();
  for (let index = 0; index < 70; index += 1) notifications.show({ ...message, id: `chat${index}` });
  expect(board.filter(item => item.state === 'shown')).toHaveLength(64);
  expect(board[5]?.state).toBe('closed');
  notifications.closeAll();
  expect(board.filter(item => item.state === 'shown')).toEqual([]);
});
