// Notifications over the session bus of Linux, which can do what the engine cannot there: actions, replies, quiet.
import { type Bus, follow, propertyOf } from './dbus/bus.ts';
import { variant } from './dbus/wire.ts';
import type { Log } from './log.ts';
import type { NoticeHeard, NoticeOptions, NoticeSystem } from './notifications.ts';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and alpha, a byte each. */
  readonly rgba: Buffer;
}

export interface NoticeBusParts {
  bus: Bus;
  /** The picture of a notification; the app's own for null. */
  pixels: (icon: string | null) => Pixels;
  log: Log;
}

const NAME = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';
const PORTAL = 'org.freedesktop.portal.Desktop';
const PORTAL_PATH = '/org/freedesktop/portal/desktop';
const CRITICAL = 2;
const NORMAL = 1;

/** Without markup of ours the daemon must not find any in what people write. */
export function escaped(body: string, capabilities: readonly string[]): string {
  if (!capabilities.includes('body-markup')) return body;
  return body.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The pairs of key and label, as far as the daemon can show them. */
export function actionsFor(
  { actions, reply }: NoticeOptions,
  capabilities: readonly string[],
  open: string,
): string[] {
  if (!capabilities.includes('actions')) return [];
  const canReply = reply !== null && capabilities.includes('inline-reply');
  return [
    ...['default', open],
    ...(canReply ? ['inline-reply', reply] : []),
    ...actions.flatMap(({ id, label }) => [id, label]),
  ];
}

/** Shows notifications through the daemon on the bus. */
export async function busNotices({ bus, pixels, log }: NoticeBusParts): Promise<NoticeSystem> {
  const heardOf = new Map<number, (event: NoticeHeard) => void>();
  await follow(bus, NAME, PATH);
  bus.onSignal(NAME, ({ member, body = [] }) => {
    const [id, said] = body;
    const heard = heardOf.get(Number(id));
    if (heard === undefined) return;
    if (member === 'NotificationClosed') {
      heardOf.delete(Number(id));
      heard({ kind: 'close' });
    } else if (member === 'NotificationReplied') heard({ kind: 'reply', text: String(said) });
    else if (member === 'ActionInvoked' && said === 'default') heard({ kind: 'click' });
    else if (member === 'ActionInvoked') heard({ kind: 'action', action: said as 'mark_read' });
  });
  const call = (member: string, signature = '', body: readonly unknown[] = []) =>
    bus.call({ destination: NAME, path: PATH, interface: NAME, member, signature, body });

  async function notify(options: NoticeOptions, heard: (event: NoticeHeard) => void): Promise<number> {
    const [capabilities] = (await call('GetCapabilities')) as [string[]];
    const { kind, title, body, icon, reply } = options;
    const { width, height, rgba } = pixels(icon);
    const hints = {
      urgency: variant('y', kind === 'call' ? CRITICAL : NORMAL),
      category: variant('s', kind === 'call' ? 'call.incoming' : 'im.received'),
      'desktop-entry': variant('s', 'baraza'),
      // The page makes the sound, so that each chat can have its own.
      'suppress-sound': variant('b', true),
      'image-data': variant('(iiibiiay)', [width, height, width * 4, true, 8, 4, rgba]),
      ...(reply !== null && { 'x-kde-reply-placeholder-text': variant('s', reply) }),
    };
    const actions = actionsFor(options, capabilities, title);
    const text = escaped(body, capabilities);
    const expires = kind === 'call' ? 0 : -1;
    const given = ['Baraza', 0, '', title, text, actions, hints, expires];
    const [id] = await call('Notify', 'susssasa{sv}i', given);
    heardOf.set(Number(id), heard);
    return Number(id);
  }

  return {
    show(options, heard) {
      const shown = notify(options, heard).catch(error => {
        log.warn(`No notification could be shown: ${String(error)}`);
        return null;
      });
      return {
        close() {
          const closed = shown.then(id => (id === null ? undefined : call('CloseNotification', 'u', [id])));
          closed.catch(error => log.warn(`A notification could not be closed: ${String(error)}`));
        },
      };
    },
    leavesSound: true,
    isQuiet: () => isQuiet(bus),
  };
}

/** Whether the desktop holds notifications back: KDE and others say so themselves, dunst by its own name, GNOME in its settings. */
export async function isQuiet(bus: Bus): Promise<boolean> {
  const [inhibited, paused, banners] = await Promise.all([
    propertyOf(bus, NAME, PATH, [NAME, 'Inhibited']),
    propertyOf(bus, NAME, PATH, ['org.dunstproject.cmd0', 'paused']),
    settingOf(bus, 'org.gnome.desktop.notifications', 'show-banners'),
  ]);
  return inhibited === true || paused === true || banners === false;
}

async function settingOf(bus: Bus, group: string, key: string): Promise<unknown> {
  const read = { destination: PORTAL, path: PORTAL_PATH, interface: 'org.freedesktop.portal.Settings' };
  try {
    const [found] = await bus.call({ ...read, member: 'Read', signature: 'ss', body: [group, key] });
    let value = found;
    while (typeof value === 'object' && value !== null && 'value' in value) ({ value } = value);
    return value;
  } catch {
    // No portal here, or none that knows this setting: then nothing speaks for quiet.
    return null;
  }
}
