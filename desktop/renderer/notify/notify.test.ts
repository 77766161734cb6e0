// When a message makes itself heard, and how much of it is shown.
import type { TFunction } from 'i18next';
import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { Chat } from '../../../common/chats/chat.ts';
import type { ChatId, UserId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import type { ShownNotification } from '../../ipc/channels.ts';
import { DEFAULT_SETTINGS } from '../../ipc/defaults.ts';
import type { Bridge } from '../bridge.ts';
import type { Nav } from '../nav.ts';
import { emptyReplica, type Replica } from '../replica/state.ts';
import { createNotifier, inView, isQuiet, type NotifierOptions, noticeOf, unreadTotal } from './notify.ts';

const nav: Nav = {
  place: 'chats',
  chatId: 'c1' as ChatId,
  section: 'account',
  narrow: 'conversation',
  listWidth: 320,
  newChat: false,
  side: null,
  palette: false,
  shortcuts: false,
};
const looking = { visible: true, focused: true };
const t = ((key: string) => key) as TFunction;

test('the chat in view is not announced, any other one is', () => {
  expect(inView(nav, looking, true, 'c1')).toBe(true);
  expect(inView(nav, looking, true, 'c2')).toBe(false);
  expect(inView(nav, { visible: true, focused: false }, true, 'c1')).toBe(false);
  expect(inView({ ...nav, place: 'settings' }, looking, true, 'c1')).toBe(false);
});

test('a chat behind the list of a narrow window is not in view', () => {
  const people = { ...nav, place: 'people', narrow: 'list' } as const;
  expect(inView(people, looking, false, 'c1')).toBe(false);
  expect(inView(people, looking, true, 'c1')).toBe(true);
});

test('do not disturb, muting and the setting keep quiet', () => {
  expect(isQuiet(DEFAULT_SETTINGS, 'online', 0)).toBe(false);
  expect(isQuiet(DEFAULT_SETTINGS, 'dnd', 0)).toBe(true);
  expect(isQuiet({ ...DEFAULT_SETTINGS, mutedUntil: 10 }, 'online', 9)).toBe(true);
  expect(isQuiet({ ...DEFAULT_SETTINGS, mutedUntil: 10 }, 'online', 10)).toBe(false);
  expect(isQuiet({ ...DEFAULT_SETTINGS, notifications: false }, 'online', 0)).toBe(true);
});

test('the preview shows no more than its setting allows', () => {
  const message = { chatId: 'c1', text: 'secret' } as Message;
  const shown = (notificationPreview: 'message' | 'name' | 'none') =>
    JSON.stringify(noticeOf([message], 'Asha', 'drop', { notificationPreview, sounds: true }, t));
  expect(shown('message')).toMatch(/Asha.*secret/);
  expect(shown('name')).toContain('Asha');
  expect(shown('name')).not.toContain('secret');
  expect(shown('none')).not.toMatch(/Asha|secret/);
});

/** A notifier of one group with its bridge's calls written down. */
function watch(change: Partial<NotifierOptions> = {}, chat: Partial<Chat> = {}) {
  const done: unknown[] = [];
  let heard: (event: never) => void = () => undefined;
  const note = (what: string) => async (data: unknown) => void done.push([what, data]);
  const bridge = {
    setTray: async () => undefined,
    async showNotification({ body, sound }: ShownNotification) {
      done.push(['show', body, sound]);
      return true;
    },
    closeNotification: note('close'),
    onNotificationActivated: () => () => undefined,
    onNotificationAction(listener: typeof heard) {
      heard = listener;
      return () => undefined;
    },
  } as unknown as Bridge;
  const id = 'c2' as ChatId;
  const held = { id, kind: 'group', title: 'Veranda', unread: 1, lastSeq: 7, ...chat } as Chat;
  const replica = createStore<Replica>(() => ({ ...emptyReplica('me' as UserId), chats: { [id]: held } }));
  const notifier = createNotifier({
    bridge,
    replica,
    settings: createStore(() => DEFAULT_SETTINGS),
    attention: createStore(() => looking),
    nav: createStore(() => nav),
    isWide: () => true,
    openChat: () => undefined,
    status: () => 'online',
    call: () => ({ inCall: false, micMuted: false }),
    isBlocked: () => false,
    notices: () => ({}),
    setNotice: async (chatId, notice) => void done.push(['notice', chatId, notice]),
    reply: (chatId, text) => void done.push(['reply', chatId, text]),
    markRead: (chatId, seq) => void done.push(['read', chatId, seq]),
    play: sound => void done.push(['play', sound]),
    face: () => undefined,
    onTrayChange: () => () => undefined,
    t,
    now: () => 0,
    onDefect: error => {
      throw error;
    },
    ...change,
  });
  const message = { chatId: id, senderId: 'you' as UserId, text: 'Karibu' } as Message;
  return { done, replica, notifier, message, hear: (event: object) => heard(event as never) };
}

test('[UNREAD1] a note of the chat makes itself heard by nobody, a message does', () => {
  const { notifier, message, done } = watch();
  notifier.arrived({ ...message, system: { kind: 'renamed', title: 'Baraza' } });
  notifier.arrived(message);
  expect(done).toEqual([['show', 'Karibu', 'drop']]);
});

test('a muted chat is quiet but for mentions, and keeps its own sound', () => {
  const notices = { c2: { mutedUntil: '2030-01-01T00:00:00Z', sound: 'knock' } } as const;
  const { notifier, message, done } = watch({ notices: () => notices });
  notifier.arrived(message);
  expect(done).toEqual([]);
  notifier.arrived({ ...message, mentions: ['me' as UserId] });
  expect(done).toEqual([['show', 'Karibu', 'knock']]);
});

test('[BLK4] nothing of someone whom one blocked makes itself heard, a mention neither', () => {
  const { notifier, message, done } = watch({ isBlocked: userId => userId === 'you' });
  notifier.arrived(message);
  notifier.arrived({ ...message, mentions: ['me' as UserId] });
  notifier.arrived({ ...message, senderId: 'other' as UserId });
  expect(done).toEqual([['show', 'Karibu', 'drop']]);
});

test('messages of one chat stand together, and the last four are shown', () => {
  const { notifier, message, done } = watch();
  for (const text of ['1', '2', '3', '4', '5']) notifier.arrived({ ...message, text });
  expect(done.at(-1)).toEqual(['show', '2\n3\n4\n5', 'drop']);
});

test('the sound is made here when the system leaves it to the page', async () => {
  const { notifier, message, done } = watch();
  notifier.arrived(message);
  await Promise.resolve();
  await Promise.resolve();
  expect(done).toContainEqual(['play', 'drop']);
});

test('[field 16] read on whatever device, the notification of the chat is withdrawn', () => {
  const { notifier, message, done, replica } = watch();
  notifier.arrived(message);
  replica.setState(({ chats }) => ({
    chats: Object.fromEntries(Object.entries(chats).map(([id, chat]) => [id, { ...chat, unread: 0 }])),
  }));
  expect(done).toContainEqual(['close', 'c2']);
});

test('[field 15] what is done on a notification reaches the chat: reply, mark as read, mute for an hour', () => {
  const { hear, done } = watch();
  const event = { id: 'c2', kind: 'message' };
  hear({ ...event, action: 'reply', text: ' Asante ' });
  expect(done).toEqual([
    ['reply', 'c2', 'Asante'],
    ['read', 'c2', 7],
  ]);
  hear({ ...event, action: 'reply', text: '  ' });
  hear({ ...event, id: 'unknown', action: 'mark_read' });
  hear({ ...event, kind: 'call', action: 'mark_read' });
  hear({ ...event, action: 'mute_hour' });
  expect(done.slice(2)).toEqual([['notice', 'c2', { mutedUntil: '1970-01-01T01:00:00.000Z' }]]);
});

test('a muted chat counts only what mentions one', () => {
  const chats = { c2: { id: 'c2', unread: 5, unreadMentions: 1 }, c3: { id: 'c3', unread: 2 } };
  const replica = { ...emptyReplica('me' as UserId), chats } as unknown as Replica;
  const mutedUntil = '2030-01-01T00:00:00Z';
  expect(unreadTotal(replica, {}, 0)).toBe(7);
  expect(unreadTotal(replica, { c2: { mutedUntil } }, 0)).toBe(3);
  expect(unreadTotal(replica, { c2: { mutedUntil, mentionsToo: true } }, 0)).toBe(2);
});
