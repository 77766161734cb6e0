// Native notifications: one per chat or call, kept alive while shown, with no more text than the person allows.
import type { Settings, ShownNotification } from '../ipc/channels.ts';
import type { Strings } from './strings.ts';

export interface NotificationOptions {
  title: string;
  body: string;
  silent: boolean;
  urgency: 'normal' | 'critical';
  timeoutType: 'default' | 'never';
}

/** What is needed of Electron's Notification. */
export interface NativeNotification {
  on(event: 'click' | 'close', listener: () => void): unknown;
  show(): void;
  close(): void;
}

export interface NotificationParts {
  make: (options: NotificationOptions) => NativeNotification;
  settings: () => Settings;
  strings: () => Strings;
  now: () => number;
  onActivated: (shown: Pick<ShownNotification, 'id' | 'kind'>) => void;
}

export interface Notifications {
  show(notification: ShownNotification): void;
  close(id: string): void;
  closeAll(): void;
}

const MAX_SHOWN = 64;

/** True when this notification must stay away. */
export function isSuppressed(kind: ShownNotification['kind'], settings: Settings, now: number): boolean {
  if (!settings.notifications) return true;
  return kind === 'message' && settings.mutedUntil !== null && settings.mutedUntil > now;
}

/** The options of the native notification, reduced to what the preview setting lets others see. */
export function reduce(shown: ShownNotification, settings: Settings, strings: Strings): NotificationOptions {
  const isCall = shown.kind === 'call';
  const preview = settings.notificationPreview;
  const neutral = isCall ? strings.incomingCall : strings.newMessage;
  return {
    title: preview === 'none' ? 'Baraza' : shown.title,
    body: preview === 'message' ? shown.body : neutral,
    silent: shown.silent || !settings.sounds,
    urgency: isCall ? 'critical' : 'normal',
    timeoutType: isCall ? 'never' : 'default',
  };
}

/** Makes the board on which notifications are shown. */
export function createNotifications(parts: NotificationParts): Notifications {
  // Holds what is shown, so that a click still finds its listener after a garbage collection.
  const shown = new Map<string, NativeNotification>();

  function close(id: string): void {
    const notification = shown.get(id);
    shown.delete(id);
    notification?.close();
  }

  function show(notification: ShownNotification): void {
    const settings = parts.settings();
    close(notification.id);
    if (isSuppressed(notification.kind, settings, parts.now())) return;
    const { id, kind } = notification;
    const native = parts.make(reduce(notification, settings, parts.strings()));
    native.on('click', () => {
      close(id);
      parts.onActivated({ id, kind });
    });
    native.on('close', () => {
      if (shown.get(id) === native) shown.delete(id);
    });
    shown.set(id, native);
    const oldest = shown.size > MAX_SHOWN ? shown.keys().next().value : undefined;
    if (oldest !== undefined) close(oldest);
    native.show();
  }

  return {
    show,
    close,
    closeAll: () => {
      for (const id of [...shown.keys()]) close(id);
    },
  };
}
