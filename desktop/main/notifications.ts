// Native notifications: one per chat or call, kept alive while shown, with no more text than the person allows.
import type { EventChannels, NoticeAction, Settings, ShownNotification } from '../ipc/channels.ts';
import type { Strings } from './strings.ts';

/** What the system is given. */
export interface NoticeOptions {
  /** The same for the same chat or call of the same account. */
  readonly key: string;
  /** What belongs together in the system's list. */
  readonly group: string;
  readonly kind: ShownNotification['kind'];
  readonly title: string;
  readonly body: string;
  /** A PNG data URL; null: the app's own. */
  readonly icon: string | null;
  readonly sound: ShownNotification['sound'];
  readonly actions: readonly { readonly id: NoticeAction; readonly label: string }[];
  /** Words of the field for a reply; null: no reply is offered. */
  readonly reply: string | null;
}

export type NoticeHeard =
  | { readonly kind: 'click' }
  | { readonly kind: 'close' }
  | { readonly kind: 'action'; readonly action: NoticeAction }
  | { readonly kind: 'reply'; readonly text: string };

/** The system's own way to show notifications. */
export interface NoticeSystem {
  show(options: NoticeOptions, heard: (event: NoticeHeard) => void): { close(): void };
  /** Whether the page shall make the sound itself. */
  readonly leavesSound: boolean;
  /** Whether the system wants it quiet now; false where it holds back by itself and tells nobody. */
  isQuiet(): Promise<boolean>;
}

export interface NotificationParts {
  system: NoticeSystem;
  settings: () => Settings;
  strings: () => Strings;
  now: () => number;
  /** Draws attention to the window; the function that it gives ends that. */
  nudge: (kind: ShownNotification['kind']) => () => void;
}

export type NoticeEvent = EventChannels['notification:activated'] | EventChannels['notification:action'];

/** The board as one account sees it. */
export interface Notifications {
  /** True when the page shall make the sound. */
  show(notification: ShownNotification): Promise<boolean>;
  close(id: string): void;
  closeAll(): void;
}

const MAX_SHOWN = 64;

/** True when this notification must stay away. */
export function isSuppressed(kind: ShownNotification['kind'], settings: Settings, now: number): boolean {
  if (!settings.notifications) return true;
  return kind === 'message' && settings.mutedUntil !== null && settings.mutedUntil > now;
}

/** What the system is given: reduced to what the preview setting lets others see, with what can be done at once. */
export function reduce(
  shown: ShownNotification,
  account: string,
  settings: Settings,
  strings: Strings,
): NoticeOptions {
  const isCall = shown.kind === 'call';
  const preview = settings.notificationPreview;
  const neutral = isCall ? strings.incomingCall : strings.newMessage;
  const loud = settings.sounds ? (shown.sound ?? 'none') : 'none';
  const message: NoticeOptions['actions'] = [
    { id: 'mark_read', label: strings.markRead },
    { id: 'mute_hour', label: strings.muteChatHour },
  ];
  const call: NoticeOptions['actions'] = [
    { id: 'answer', label: strings.answer },
    { id: 'decline', label: strings.decline },
  ];
  return {
    key: keyOf(account, shown),
    group: account,
    kind: shown.kind,
    title: preview === 'none' ? 'Baraza' : shown.title,
    body: preview === 'message' ? shown.body : neutral,
    icon: preview === 'none' ? null : (shown.icon ?? null),
    sound: loud,
    actions: isCall ? call : message,
    // Who may not read the message over a shoulder may not answer it there either.
    reply: isCall || preview === 'none' ? null : strings.reply,
  };
}

function keyOf(account: string, { kind, id }: Pick<ShownNotification, 'kind' | 'id'>): string {
  return `${account}.${kind}.${id}`;
}

/** Who a notification belonged to, from its key: what is left of it after the program was closed. */
export function ownerOf(
  key: string,
): { account: string; kind: ShownNotification['kind']; id: string } | null {
  const [, account, kind, id] = /^([\w-]+)\.(message|call)\.([\w-]{1,128})$/.exec(key) ?? [];
  if (account === undefined || id === undefined) return null;
  return { account, kind: kind as ShownNotification['kind'], id };
}

/** The board of all accounts; `of` gives one account its part, `tell` takes what is done with its notifications. */
export function createNotifications(parts: NotificationParts) {
  // In the order of showing, the oldest first.
  const shown = new Map<string, { close(): void; calm: () => void }>();
  const close = (key: string) => {
    const notification = shown.get(key);
    shown.delete(key);
    notification?.calm();
    notification?.close();
  };
  const bound = () => {
    const oldest = shown.size > MAX_SHOWN ? shown.keys().next().value : undefined;
    if (oldest !== undefined) close(oldest);
  };

  async function show(
    account: string,
    notification: ShownNotification,
    tell: (event: NoticeEvent) => void,
  ): Promise<boolean> {
    const settings = parts.settings();
    const { id, kind } = notification;
    const options = reduce(notification, account, settings, parts.strings());
    close(options.key);
    if (isSuppressed(kind, settings, parts.now())) return false;
    const made = parts.system.show(options, event => {
      if (event.kind === 'close') {
        if (shown.get(options.key) === held) shown.delete(options.key);
        return;
      }
      close(options.key);
      if (event.kind === 'click') tell({ id, kind });
      else if (event.kind === 'reply') tell({ id, kind, action: 'reply', text: event.text });
      else tell({ id, kind, action: event.action });
    });
    const held = { close: () => made.close(), calm: (): void => undefined };
    shown.set(options.key, held);
    bound();
    const isQuiet = await parts.system.isQuiet();
    const stands = shown.get(options.key) === held;
    if (stands && !(isQuiet && kind === 'message')) held.calm = parts.nudge(kind);
    return options.sound !== 'none' && parts.system.leavesSound && !isQuiet;
  }

  return {
    of(account: string, tell: (event: NoticeEvent) => void): Notifications {
      const mine = () => [...shown.keys()].filter(key => key.startsWith(`${account}.`));
      return {
        show: notification => show(account, notification, tell),
        close: id => {
          close(keyOf(account, { kind: 'message', id }));
          close(keyOf(account, { kind: 'call', id }));
        },
        closeAll: () => mine().forEach(close),
      };
    },
    closeAll: () => [...shown.keys()].forEach(close),
  };
}
