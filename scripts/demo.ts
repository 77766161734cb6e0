// `npm run demo`: two desktops with two users on one machine, so that one person can try chat and a call.
//
// How the sign-in is handed over: the desktop is started with
//   --server=ORIGIN          the server to use, without asking
//   --profile-dir=FOLDER     its profile (app.setPath('userData')), so that both can run at once
//   --demo-sign-in=FILE      {"username", "password", "displayName"} as JSON
// The file has mode 0600; the main process refuses one that others can read, deletes it once read, and
// gives its content to its own page once. Nothing secret is ever in the arguments.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser } from './provision/browser.ts';
import type { Electron } from './provision/electron.ts';
import { Problem, say } from './provision/say.ts';
import { start } from './run/child.ts';
import { dataFolder, writeWhole } from './run/datafolder.ts';
import { findDesktop, hasDisplay, openDesktop } from './run/desktop.ts';
import { runSession, type Session } from './run/main.ts';
import { freshLog, type Stack, startStack } from './run/stack.ts';

interface Account {
  readonly username: string;
  readonly displayName: string;
  readonly password: string;
}

const people = [
  { username: 'amina', displayName: 'Amina' },
  { username: 'juma', displayName: 'Juma' },
] as const;

function openAccounts(folder: string): Account[] {
  const file = join(folder, 'accounts.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Account[];
  const accounts = people.map(person => ({ ...person, password: randomBytes(12).toString('base64url') }));
  writeWhole(file, accounts);
  return accounts;
}

async function post(url: string, body: unknown, token?: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

interface SignedIn {
  readonly user: { readonly id: string };
  readonly accessToken: string;
}

async function register(origin: string, account: Account): Promise<SignedIn> {
  const made = await post(`${origin}/api/v1/auth/register`, account);
  if (made.status === 201) return made.body as SignedIn;
  const { username, password } = account;
  const found = await post(`${origin}/api/v1/auth/login`, { username, password, deviceName: 'npm run demo' });
  if (found.status === 200) return found.body as SignedIn;
  throw new Problem(
    `The demo user "${username}" could not be made: ${JSON.stringify(made.body)}`,
    'Remove the folder named above under "demo" and start again',
  );
}

/** Makes sure that both users and a chat between them are there. */
async function prepare(origin: string, accounts: readonly Account[]): Promise<void> {
  const [first, second] = await Promise.all(accounts.map(account => register(origin, account)));
  if (!first || !second) throw new Error('A demo needs two accounts');
  const chat = { kind: 'direct', userId: second.user.id };
  const answer = await post(`${origin}/api/v1/chats`, chat, first.accessToken);
  if (answer.status >= 300)
    throw new Error(`POST /chats answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}

interface Place {
  readonly session: Session;
  readonly folder: string;
  readonly stack: Stack;
}

/** Side by side at first; later each opens where its person has left it. */
function placeBeside(profile: string, index: number): void {
  const file = join(profile, 'window.json');
  if (existsSync(file)) return;
  const width = 720;
  const place = { x: index * (width + 8), y: 0, width, height: 780 };
  writeWhole(file, { ...place, maximized: false, trayHintShown: false });
}

async function openDesktops(
  { session, folder, stack }: Place,
  electron: Electron,
  accounts: readonly Account[],
) {
  for (const [index, account] of accounts.entries()) {
    const profile = join(folder, 'profiles', account.username);
    mkdirSync(profile, { recursive: true, mode: 0o700 });
    placeBeside(profile, index);
    const signIn = join(folder, `sign-in-${account.username}.json`);
    writeWhole(signIn, account);
    const desktop = await openDesktop({
      electron,
      appFolder: stack.built.appFolder,
      logFile: freshLog(folder, `desktop-${account.username}.log`),
      args: [`--server=${stack.url}`, `--profile-dir=${profile}`, `--demo-sign-in=${signIn}`],
    });
    session.onEnd(() => desktop.stop({ graceMs: 5_000 }));
    say(`  ${account.displayName}'s desktop is open`);
  }
}

async function openBrowsers({ session, folder, stack }: Place, accounts: readonly Account[]) {
  const browser = hasDisplay() ? findBrowser() : undefined;
  for (const { username, password } of accounts) {
    if (browser) {
      const args = [
        `--user-data-dir=${join(folder, 'browsers', username)}`,
        '--no-first-run',
        '--new-window',
      ];
      if (process.platform === 'linux' && process.getuid?.() === 0) args.push('--no-sandbox');
      const logFile = freshLog(folder, `browser-${username}.log`);
      const running = await start(browser, [...args, stack.url], { logFile, ownGroup: true });
      session.onEnd(() => running.stop({ graceMs: 5_000 }));
    }
    say(`  ${stack.url}   sign in as ${username} with the password ${password}`);
  }
  if (!browser)
    say('Open this address in two separate browser profiles (or one of them in a private window).');
}

await runSession(async session => {
  const folder = join(dataFolder(), 'demo');
  const port = Number(process.env.PORT ?? 0);
  const stack = await startStack({ folder, port, onStarted: session.onEnd });
  const accounts = openAccounts(folder);
  await prepare(stack.url, accounts);
  say(`\nThe demo is ready: ${stack.url} (data in ${folder})`);
  const place = { session, folder, stack };
  const electron = await findDesktop();
  if (electron) await openDesktops(place, electron, accounts);
  else await openBrowsers(place, accounts);
  say('Write to each other, or call. Ctrl-C ends the demo.\n');
  throw await stack.broken;
});
