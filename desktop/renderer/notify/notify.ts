// Tells of new messages while no one looks: notifications with what can be done at once, the tray, and the title.
import type { TFunction } from 'i18next';
import type { StoreApi } from 'zustand/vanilla';
import type { Chat } from '../../../common/chats/chat.ts';
import {
  type ChatNotice,
  type ChatNotices,
  holdsBack,
  isMuted,
  type MessageSound,
} from '../../../common/chats/notices.ts';
import type { ChatId, UserId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import type { Status } from '../../../common/presence/presence.ts';
import type { Disposer, Settings, ShownNotification } from '../../ipc/channels.ts';
import type { TrayState } from '../../ipc/payloads.ts';
import type { Attention } from '../attention.ts';
import type { Bridge } from '../bridge.ts';
import { gistOf } from '../messages/gist.ts';
import { type Nav, showsChat } from '../nav.ts';
import type { Replica } from '../replica/state.ts';

export interface Notifier {
  /** A message came in live. */
  arrived(message: Message): void;
  dispose: Disposer;
}

export interface NotifierOptions {
  readonly bridge: Bridge;
  readonly replica: StoreApi<Replica>;
  readonly settings: StoreApi<Settings>;
  readonly attention: StoreApi<Attention>;
  readonly nav: StoreApi<Nav>;
  /** Whether two panes stand side by side. */
  readonly isWide: () => boolean;
  readonly openChat: (chatId: string) => void;
  readonly status: () => Status;
  readonly call: () => Pick<TrayState, 'inCall' | 'micMuted'>;
  /** Nothing of those whom one blocked makes itself heard, a mention neither. */
  readonly isBlocked: (userId: UserId) => boolean;
  /** How loud single chats may be. */
  readonly notices: () => ChatNotices;
  readonly setNotice: (chatId: ChatId, notice: ChatNotice) => Promise<void>;
  readonly reply: (chatId: ChatId, text: string) => void;
  readonly markRead: (chatId: ChatId, seq: number) => void;
  readonly play: (sound: Exclude<MessageSound, 'none'>) => void;
  /** A picture of whom it is from. */
  readonly face: (id: string, name: string) => string | undefined;
  /** Calls back when status, call or notices changed. */
  readonly onTrayChange: (listener: () => void) => Disposer;
  readonly t: TFunction;
  readonly now: () => number;
  readonly onDefect: (error: unknown) => void;
}

const bodyMost = 500;
/** The last words of a chat stand together in its one notification. */
const linesMost = 4;
const hour = 3_600_000;

/** Watches one account. */
export function createNotifier(options: NotifierOptions): Notifier {
  const { bridge, replica, attention, nav, settings, onDefect, notices, now } = options;
  const shown = new Map<ChatId, readonly Message[]>();
  const stopTray = followTray(options);

  const clearRead = () => {
    const { chats } = replica.getState();
    for (const id of shown.keys()) {
      if ((chats[id]?.unread ?? 0) > 0) continue;
      shown.delete(id);
      bridge.closeNotification(id).catch(onDefect);
    }
  };
  const show = async (messages: readonly Message[], chat: Chat, sound: MessageSound) => {
    const last = messages.at(-1);
    if (!last) return;
    const sender = replica.getState().users[last.senderId]?.displayName ?? '';
    const name = chat.kind === 'group' ? `${sender} · ${chat.title ?? ''}` : sender;
    const notice = noticeOf(messages, name, sound, settings.getState(), options.t);
    const icon = notice.title === name ? options.face(last.senderId, sender) : undefined;
    const isOurs = await bridge.showNotification({ ...notice, ...(icon && { icon }) });
    if (isOurs && sound !== 'none') options.play(sound);
  };
  const disposers = [
    replica.subscribe((held, before) => {
      if (held.chats !== before.chats) clearRead();
    }),
    bridge.onNotificationActivated(({ id, kind }) => {
      if (kind !== 'message') return;
      shown.delete(id as ChatId);
      // The shell has brought the window to the front already.
      options.openChat(id);
    }),
    bridge.onNotificationAction(event => {
      if (event.kind !== 'message') return;
      shown.delete(event.id as ChatId);
      act(event, options);
    }),
    stopTray,
  ];

  return {
    arrived(message) {
      const { self, chats } = replica.getState();
      const chat = chats[message.chatId];
      if (message.senderId === self || !chat || message.system) return;
      if (options.isBlocked(message.senderId)) return;
      if (inView(nav.getState(), attention.getState(), options.isWide(), chat.id)) return;
      const notice = notices()[chat.id];
      if (holdsBack(notice, self !== null && message.mentions?.includes(self) === true, now())) return;
      if (isQuiet(settings.getState(), options.status(), now())) return;
      const messages = [...(shown.get(chat.id) ?? []), message].slice(-linesMost);
      shown.set(chat.id, messages);
      show(messages, chat, notice?.sound ?? 'drop').catch(onDefect);
    },
    dispose() {
      for (const dispose of disposers) dispose();
      for (const id of shown.keys()) bridge.closeNotification(id).catch(onDefect);
    },
  };
}

type Acted = Parameters<Parameters<Bridge['onNotificationAction']>[0]>[0];

/** What was chosen on a notification: whoever answers has read. */
function act(event: Acted, { replica, notices, setNotice, reply, markRead, now, onDefect }: NotifierOptions) {
  const chatId = event.id as ChatId;
  const chat = replica.getState().chats[chatId];
  if (!chat) return;
  if (event.action === 'mute_hour') {
    const mutedUntil = new Date(now() + hour).toISOString();
    setNotice(chatId, { ...notices()[chatId], mutedUntil }).catch(onDefect);
    return;
  }
  if (event.action === 'reply') {
    const text = event.text.trim();
    if (text === '') return;
    reply(chatId, text);
  }
  if (event.action === 'reply' || event.action === 'mark_read') markRead(chatId, chat.lastSeq);
}

function followTray({ bridge, replica, ...options }: NotifierOptions): Disposer {
  const { onDefect } = options;
  let told = '';
  const tell = () => {
    const unread = unreadTotal(replica.getState(), options.notices(), options.now());
    const state: TrayState = { unread, status: options.status(), ...options.call() };
    const text = JSON.stringify(state);
    if (text === told) return;
    told = text;
    bridge.setTray(state).catch(onDefect);
  };
  const disposers = [
    replica.subscribe((held, before) => {
      if (held.chats !== before.chats) tell();
    }),
    options.onTrayChange(tell),
  ];
  tell();
  return () => {
    for (const dispose of disposers) dispose();
    bridge.setTray({ unread: 0, status: 'offline', inCall: false, micMuted: false }).catch(onDefect);
  };
}

/** All unread messages; those of a muted chat only where they mention one. */
export function unreadTotal({ chats }: Replica, notices: ChatNotices, now: number): number {
  return Object.values(chats).reduce((sum, chat) => {
    const notice = notices[chat.id];
    if (!isMuted(notice, now)) return sum + chat.unread;
    return sum + (notice?.mentionsToo ? 0 : (chat.unreadMentions ?? 0));
  }, 0);
}

/** Whether someone looks at this chat right now. */
export function inView(nav: Nav, { visible, focused }: Attention, wide: boolean, id: string): boolean {
  return visible && focused && nav.chatId === id && showsChat(nav, wide);
}

/** Whether message notifications are held back. */
export function isQuiet(settings: Settings, status: Status, now: number): boolean {
  const muted = settings.mutedUntil !== null && settings.mutedUntil > now;
  return !settings.notifications || muted || status === 'dnd';
}

/** What a notification shows, as far as the setting allows. */
export function noticeOf(
  messages: readonly Message[],
  name: string,
  sound: MessageSound,
  { notificationPreview, sounds }: Pick<Settings, 'notificationPreview' | 'sounds'>,
  t: TFunction,
): ShownNotification {
  const chatId = messages[0]?.chatId ?? '';
  const base = { id: chatId, kind: 'message', ...(sounds && { sound }) } as const;
  if (notificationPreview === 'none')
    return { ...base, title: t('common.appName'), body: t('notifications.newMessage') };
  if (notificationPreview === 'name') return { ...base, title: name, body: t('notifications.newMessage') };
  const lines = messages.map(message => gistOf(message, t).slice(0, bodyMost));
  return { ...base, title: name, body: lines.join('\n') };
}
