// Opens the board of notifications on the best way that this system has, and takes what was clicked before the start.
import { app, Notification, nativeImage } from 'electron';
import type { Shell } from './context.ts';
import { openBus } from './dbus/bus.ts';
import { appIcon } from './icons.ts';
import { busNotices, type Pixels } from './noticebus.ts';
import { coldActivation, nativeNotices } from './noticenative.ts';
import { createNotifications, type NoticeSystem } from './notifications.ts';
import { nudge, nudgeFor } from './nudge.ts';
import { told } from './pagedesk.ts';

/** The board; `ready` once there are pages that can take what was clicked earlier. */
export async function openNotices(
  shell: Shell,
  launchInfo: unknown,
): Promise<{ board: ReturnType<typeof createNotifications>; ready: () => void }> {
  const board = createNotifications({
    system: await noticeSystem(shell),
    settings: shell.settings.get,
    strings: shell.strings,
    now: Date.now,
    nudge(kind) {
      const window = shell.window();
      if (window === null) return () => undefined;
      const seen = { isFocused: window.isFocused(), isVisible: window.isVisible() };
      return nudge(nudgeFor(process.platform, kind, seen, shell.settings.get()), window, app.dock);
    },
  });
  const activate = (details: unknown) => {
    const owner = coldActivation(details);
    const page = owner === null ? null : shell.pages.get(owner.account);
    if (owner !== null && page !== null) told(shell, page, { id: owner.id, kind: owner.kind });
  };
  return {
    board,
    ready() {
      activate(launchInfo);
      // Windows keeps toasts of a program that has ended; older engines cannot hear of them.
      if (process.platform === 'win32' && 'handleActivation' in Notification) {
        Notification.handleActivation(activate);
      }
    },
  };
}

async function noticeSystem({ log }: Shell): Promise<NoticeSystem> {
  const native = nativeNotices(process.platform);
  if (process.platform !== 'linux') return native;
  try {
    const bus = await openBus(process.env.DBUS_SESSION_BUS_ADDRESS);
    return bus === null ? native : await busNotices({ bus, pixels, log });
  } catch (error) {
    log.warn(`The session bus does not take part in notifications: ${String(error)}`);
    return native;
  }
}

/** The engine gives blue first, the bus wants red first. */
function pixels(icon: string | null): Pixels {
  const drawn = icon === null ? appIcon() : nativeImage.createFromDataURL(icon);
  const image = drawn.resize({ width: 96, height: 96, quality: 'best' });
  const { width, height } = image.getSize();
  const rgba = Buffer.from(image.toBitmap());
  for (let at = 0; at < rgba.length; at += 4) {
    const blue = rgba[at] ?? 0;
    rgba[at] = rgba[at + 2] ?? 0;
    rgba[at + 2] = blue;
  }
  return { width, height, rgba };
}
