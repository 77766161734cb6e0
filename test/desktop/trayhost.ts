// A StatusNotifier host on the session bus, so that the tray icon has somewhere to be and can be asked what it shows.
import { openBus, ownName } from '../../desktop/main/dbus/bus.ts';
import { variant } from '../../desktop/main/dbus/wire.ts';

export interface TrayHost {
  waitForItem(): Promise<string>;
  stop(): void;
}

const WATCHER = 'org.kde.StatusNotifierWatcher';

/** Connects to the session bus and takes the watcher's name. */
export async function startTrayHost(): Promise<TrayHost> {
  const bus = await openBus(process.env.DBUS_SESSION_BUS_ADDRESS);
  if (bus === null) throw new Error('No session bus: run in dbus-run-session');
  let newest: string | null = null;
  const waiting: ((item: string) => void)[] = [];
  bus.serve(({ member, body = [], sender }) => {
    if (member === 'Get' && body[1] === 'IsStatusNotifierHostRegistered')
      return { signature: 'v', body: [variant('b', true)] };
    if (member !== 'RegisterStatusNotifierItem') return null;
    const name = String(body[0]);
    newest = name.startsWith('/') ? (sender ?? '') : name;
    for (const tell of waiting.splice(0)) tell(newest);
    return { signature: '', body: [] };
  });
  if (!(await ownName(bus, WATCHER))) throw new Error('Another tray host is on this bus');
  return {
    waitForItem: () =>
      newest === null ? new Promise(resolve => waiting.push(resolve)) : Promise.resolve(newest),
    stop: bus.close,
  };
}
