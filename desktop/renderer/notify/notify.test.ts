// When a message makes itself heard, and how much of it is shown.
import type { TFunction } from 'i18next';
import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { Chat } from '../../../common/chats/chat.ts';
import type { ChatId, UserId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import { DEFAULT_SETTINGS } from '../../ipc/defaults.ts';
import type { Bridge } from '../bridge.ts';
import type { Nav } from '../nav.ts';
import { emptyReplica, type Replica } from '../replica/state.ts';
import { createNotifier, inView, isQuiet, noticeOf } from './notify.ts';

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
    JSON.stringify(noticeOf(message, 'Asha', { notificationPreview, sounds: true }, t));
  expect(shown('message')).toMatch(/Asha.*secret/);
  expect(shown('name')).toContain('Asha');
  expect(shown('name')).not.toContain('secret');
  expect(shown('none')).not.toMatch(/Asha|secret/);
});

test('[UNREAD1] a note of the chat makes itself heard by nobody, a message does', async () => {
  const shown: string[] = [];
  const bridge = {
    setTray: async () => undefined,
    showNotification: async ({ body }: { body: string }) => void shown.push(body),
    closeNotification: async () => undefined,
    onNotificationActivated: () => () => undefined,
  } as unknown as Bridge;
  const chat = { id: 'c2', kind: 'group', title: 'Veranda', unread: 0 } as Chat;
  const self = 'me' as UserId;
  const notifier = createNotifier({
    bridge,
    replica: createStore<Replica>(() => ({ ...emptyReplica(self), chats: { [chat.id]: chat } })),
    settings: createStore(() => DEFAULT_SETTINGS),
    attention: createStore(() => looking),
    nav: createStore(() => nav),
    isWide: () => true,
    openChat: () => undefined,
    status: () => 'online',
    inCall: () => false,
    onTrayChange: () => () => undefined,
    t,
    now: () => 0,
    onDefect: error => {
      throw error;
    },
  });
  const message = { chatId: chat.id, senderId: 'you' as UserId, text: '' } as Message;
  notifier.arrived({ ...message, system: { kind: 'renamed', title: 'Baraza' } });
  notifier.arrived({ ...message, text: 'Karibu' });
  expect(shown).toEqual(['Karibu']);
  notifier.dispose();
});
