// Notifications by the engine's own means: Windows, macOS, and a Linux desktop without a session bus.
import { Notification, type NotificationConstructorOptions, nativeImage } from 'electron';
import type { MessageSound } from '../../common/chats/notices.ts';
import { appIcon } from './icons.ts';
import { type NoticeHeard, type NoticeOptions, type NoticeSystem, ownerOf } from './notifications.ts';

/** macOS has named sounds; they follow its own quiet modes, which no program may ask for. */
const MAC_SOUNDS: Readonly<Record<Exclude<MessageSound, 'none'>, string>> = {
  drop: 'Tink',
  knock: 'Pop',
  chime: 'Glass',
};

/** What the engine is told on a system. Windows knows one sound for all, and Linux is left to the page. */
export function nativeOptions(
  options: NoticeOptions,
  platform: NodeJS.Platform,
): NotificationConstructorOptions {
  const { key, group, title, body, sound, actions, reply, kind } = options;
  const acts = platform === 'linux' ? [] : actions;
  return {
    id: key,
    groupId: group,
    title,
    body,
    silent: sound === undefined || sound === 'none' || platform === 'linux',
    urgency: kind === 'call' ? 'critical' : 'normal',
    timeoutType: kind === 'call' ? 'never' : 'default',
    actions: acts.map(({ label }) => ({ type: 'button', text: label })),
    ...(platform === 'darwin' && sound && sound !== 'none' && { sound: MAC_SOUNDS[sound] }),
    ...(reply !== null && platform !== 'linux' && { hasReply: true, replyPlaceholder: reply }),
  };
}

/** Shows notifications through the engine. */
export function nativeNotices(platform: NodeJS.Platform): NoticeSystem {
  return {
    show(options, heard) {
      const icon = options.icon === null ? appIcon() : nativeImage.createFromDataURL(options.icon);
      const notification = new Notification({ ...nativeOptions(options, platform), icon });
      listen(notification, options, heard);
      notification.show();
      return notification;
    },
    leavesSound: platform === 'linux',
    isQuiet: async () => false,
  };
}

function listen(
  notification: Notification,
  { actions }: NoticeOptions,
  heard: (event: NoticeHeard) => void,
): void {
  notification.on('click', () => heard({ kind: 'click' }));
  notification.on('close', () => heard({ kind: 'close' }));
  notification.on('reply', (_event, text) => heard({ kind: 'reply', text }));
  notification.on('action', (_event, index) => {
    const action = actions[index];
    if (action !== undefined) heard({ kind: 'action', action: action.id });
  });
}

/**
 * The notification that was clicked while the program did not run: Windows hands over the toast's arguments, macOS
 * the response it started us with. Null for anything that is not one of ours.
 */
export function coldActivation(details: unknown): ReturnType<typeof ownerOf> {
  if (typeof details !== 'object' || details === null) return null;
  const fields = details as Readonly<Record<string, unknown>>;
  if (typeof fields.identifier === 'string') return ownerOf(fields.identifier);
  if (typeof fields.arguments !== 'string') return null;
  const [, tag = ''] = /(?:^|[?&;])tag=([^&;]*)/.exec(fields.arguments) ?? [];
  return ownerOf(tag);
}
