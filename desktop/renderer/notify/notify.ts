// Tells of new messages while no one looks: notifications, the tray, and the title.
import type { TFunction } from 'i18next';
import type { StoreApi } from 'zustand/vanilla';
import type { Message } from '../../../common/messages/message.ts';
import type { Status } from '../../../common/presence/presence.ts';
import type { Disposer, Settings, ShownNotification } from '../../ipc/channels.ts';
import type { Attention } from '../attention.ts';
import type { Bridge } from '../bridge.ts';
import { plainText } from '../messages/markdown.ts';
import { type Nav, showsChat } from '../nav.ts';
import type { Replica } from '../replica/state.ts';

export interface Notifier {
  /** A message came in live. */
  arrived(message: Message): void;
  dispose: Disposer;
}

interface NotifierOptions {
  readonly bridge: Bridge;
  readonly replica: StoreApi<Replica>;
  readonly settings: StoreApi<Settings>;
  readonly attention: StoreApi<Attention>;
  readonly nav: StoreApi<Nav>;
  /** Whether two panes stand side by side. */
  readonly isWide: () => boolean;
  readonly openChat: (chatId: string) => void;
  readonly status: () => Status;
  readonly inCall: () => boolean;
  /** Calls back when status or call changed. */
  readonly onTrayChange: (listener: () => void) => Disposer;
  readonly t: TFunction;
  readonly now: () => number;
  readonly onDefect: (error: unknown) => void;
}

const bodyMost = 500;

/** Watches one account. */
export function createNotifier(options: NotifierOptions): Notifier {
  const { bridge, replica, attention, nav, settings, onDefect } = options;
  const shown = new Set<string>();
  let trayTold = '';

  const tray = () => {
    const unread = unreadTotal(replica.getState());
    const state = { unread, status: options.status(), inCall: options.inCall() };
    const text = JSON.stringify(state);
    if (text === trayTold) return;
    trayTold = text;
    bridge.setTray(state).catch(onDefect);
  };
  const clearRead = () => {
    const { chats } = replica.getState();
    for (const id of shown) {
      if ((chats[id as keyof typeof chats]?.unread ?? 0) > 0) continue;
      shown.delete(id);
      bridge.closeNotification(id).catch(onDefect);
    }
  };
  const disposers = [
    replica.subscribe((now, before) => {
      if (now.chats === before.chats) return;
      tray();
      clearRead();
    }),
    options.onTrayChange(tray),
    bridge.onNotificationActivated(({ id, kind }) => {
      if (kind !== 'message') return;
      options.openChat(id);
      bridge.showWindow().catch(onDefect);
    }),
  ];
  tray();

  return {
    arrived(message) {
      const { self, users, chats } = replica.getState();
      const chat = chats[message.chatId];
      if (message.senderId === self || !chat || message.system) return;
      if (inView(nav.getState(), attention.getState(), options.isWide(), message.chatId)) return;
      const quiet = isQuiet(settings.getState(), options.status(), options.now());
      if (quiet) return;
      const sender = users[message.senderId]?.displayName ?? '';
      const name = chat.kind === 'group' ? `${sender} · ${chat.title ?? ''}` : sender;
      shown.add(message.chatId);
      bridge.showNotification(noticeOf(message, name, settings.getState(), options.t)).catch(onDefect);
    },
    dispose() {
      for (const dispose of disposers) dispose();
      for (const id of shown) bridge.closeNotification(id).catch(onDefect);
      bridge.setTray({ unread: 0, status: 'offline', inCall: false }).catch(onDefect);
    },
  };
}

/** All unread messages. */
export function unreadTotal({ chats }: Replica): number {
  return Object.values(chats).reduce((sum, chat) => sum + chat.unread, 0);
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
  message: Message,
  name: string,
  { notificationPreview, sounds }: Pick<Settings, 'notificationPreview' | 'sounds'>,
  t: TFunction,
): ShownNotification {
  const base = { id: message.chatId, kind: 'message', silent: !sounds } as const;
  if (notificationPreview === 'none')
    return { ...base, title: t('common.appName'), body: t('notifications.newMessage') };
  if (notificationPreview === 'name') return { ...base, title: name, body: t('notifications.newMessage') };
  return { ...base, title: name, body: plainText(message.text).slice(0, bodyMost) };
}
