// `npm start`: database, server and desktop app on this machine, until Ctrl-C.
import { networkInterfaces } from 'node:os';
import { Problem, say } from './provision/say.ts';
import { dataFolder } from './run/datafolder.ts';
import { findDesktop, openDesktop } from './run/desktop.ts';
import { runSession } from './run/main.ts';
import { freshLog, type Stack, startStack } from './run/stack.ts';

const USAGE = `npm start [-- --server-only]

Starts Baraza on this machine and opens the desktop app on it. Ctrl-C stops all it started.
  --server-only     only the server
Environment: PORT (5000), BARAZA_DATA_DIR, BARAZA_CACHE_DIR, MONGODB_URI, REDIS_URL, TURN_SERVER_URL …`;

function readArguments(args: readonly string[]): { serverOnly: boolean; help: boolean } {
  const unknown = args.find(arg => !['--server-only', '--help', '-h'].includes(arg));
  if (unknown) throw new Problem(`"${unknown}" means nothing to npm start`, USAGE);
  return { serverOnly: args.includes('--server-only'), help: args.includes('--help') || args.includes('-h') };
}

function readPort(text: string | undefined): number {
  if (!text) return 5000;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Problem(
    `PORT is "${text}", which is no port`,
    'Give a number from 1 to 65535, such as PORT=5001',
  );
}

function announce({ url, port }: Stack, folder: string): void {
  const loopbackOnly = process.env.HOST === '127.0.0.1' || process.env.HOST === 'localhost';
  const addresses = Object.values(networkInterfaces())
    .flatMap(list => list ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => `http://${address}:${port}`);
  say(`\nBaraza is ready: ${url}`);
  say(`  In a browser     open ${url}`);
  say(`  In the desktop   enter ${url} as the server`);
  if (!loopbackOnly && addresses.length > 0) say(`  From elsewhere   ${addresses.join('  ')}`);
  say(`  Data and logs    ${folder}`);
  say('Ctrl-C stops it.\n');
}

await runSession(async session => {
  const { serverOnly, help } = readArguments(process.argv.slice(2));
  if (help) {
    say(USAGE);
    return;
  }
  const folder = dataFolder();
  const stack = await startStack({ folder, port: readPort(process.env.PORT), onStarted: session.onEnd });
  announce(stack, folder);
  const electron = serverOnly ? undefined : await findDesktop();
  if (electron) {
    const logFile = freshLog(folder, 'desktop.log');
    const args = [`--server=${stack.url}`];
    const desktop = await openDesktop({ electron, appFolder: stack.built.appFolder, logFile, args });
    session.onEnd(() => desktop.stop({ graceMs: 5_000 }));
    void desktop.ended.then(() => say(`The desktop app was closed; the server goes on at ${stack.url}`));
  } else if (!serverOnly) {
    say(`Use the web client instead: ${stack.url}`);
  }
  throw await stack.broken;
});
