// A notification daemon on the session bus that writes down what it is asked and does what a person would.
import { openBus, ownName } from '../../desktop/main/dbus/bus.ts';
import { variant } from '../../desktop/main/dbus/wire.ts';

export interface Noticed {
  readonly id: number;
  readonly title: string;
  readonly body: string;
  /** Key and label of each action. */
  readonly actions: Readonly<Record<string, string>>;
  readonly hints: Readonly<Record<string, { readonly value: unknown }>>;
}

export interface Daemon {
  /** What is shown now, the oldest first. */
  shown(): readonly Noticed[];
  /** How many were ever shown. */
  count(): number;
  /** Whether the desktop holds notifications back. */
  setQuiet(quiet: boolean): void;
  act(id: number, action: string): void;
  reply(id: number, text: string): void;
  stop(): void;
}

const NAME = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';

/** Takes the daemon's name; it knows actions and replies. */
export async function startDaemon(): Promise<Daemon> {
  const bus = await openBus(process.env.DBUS_SESSION_BUS_ADDRESS);
  if (bus === null) throw new Error('No session bus: run in dbus-run-session');
  const shown = new Map<number, Noticed>();
  let count = 0;
  let quiet = false;
  const say = (member: string, signature: string, body: readonly unknown[]) =>
    bus.emit({ path: PATH, interface: NAME, member, signature, body });
  const notify = (body: readonly unknown[]): number => {
    const pairs = body[5] as string[];
    const actions: Record<string, string> = {};
    for (let at = 0; at < pairs.length; at += 2) actions[String(pairs[at])] = String(pairs[at + 1]);
    count += 1;
    const hints = body[6] as Noticed['hints'];
    shown.set(count, { id: count, title: String(body[3]), body: String(body[4]), actions, hints });
    return count;
  };
  bus.serve(({ member, body = [] }) => {
    if (member === 'GetCapabilities')
      return { signature: 'as', body: [['body', 'body-markup', 'actions', 'inline-reply']] };
    if (member === 'GetServerInformation')
      return { signature: 'ssss', body: ['daemon', 'Baraza', '1', '1.2'] };
    if (member === 'Get') return { signature: 'v', body: [variant('b', body[1] === 'Inhibited' && quiet)] };
    if (member === 'Notify') return { signature: 'u', body: [notify(body)] };
    if (member !== 'CloseNotification') return null;
    shown.delete(Number(body[0]));
    say('NotificationClosed', 'uu', [body[0], 3]);
    return { signature: '', body: [] };
  });
  if (!(await ownName(bus, NAME))) throw new Error('Another notification daemon is on this bus');
  return {
    shown: () => [...shown.values()],
    count: () => count,
    setQuiet(next) {
      quiet = next;
    },
    act: (id, action) => say('ActionInvoked', 'us', [id, action]),
    reply: (id, text) => say('NotificationReplied', 'us', [id, text]),
    stop: bus.close,
  };
}
