// The desktop shell for real: locks, bridge, tray, notifications, screen sharing, and what survives a restart.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, type Page, test } from '@playwright/test';
import type { Baraza } from '../../desktop/ipc/bridge.ts';
import { openKeyring } from '../desktop/keyring.ts';
import { startTrayHost } from '../desktop/trayhost.ts';
import { type Display, startDisplay } from '../harness/display.ts';
import { type Desktop, type DesktopOptions, launchDesktop } from '../harness/electron.ts';

declare global {
  interface Window {
    events: unknown[];
  }
}
type WithBridge = Window & { baraza: Baraza };

const run = promisify(execFile);
let display: Display;
let desktop: Desktop | undefined;

test.describe.configure({ timeout: 90_000 });

test.beforeAll(async () => {
  display = await startDisplay();
});
test.afterAll(() => display.stop());
test.afterEach(async () => {
  await desktop?.stop();
  desktop = undefined;
});

/** Opens the desktop on an empty page of our own origin, so that only the shell is under test. */
async function openShell(options: DesktopOptions = {}): Promise<Desktop> {
  desktop = await launchDesktop({ ...options, env: { DISPLAY: display.name, ...options.env } });
  await desktop.page.waitForLoadState();
  await toBlank(desktop.page);
  return desktop;
}

/** For a program that has ended by itself: only its profile is left to remove. */
function forget({ profile }: Desktop): void {
  desktop = undefined;
  rmSync(profile, { recursive: true, force: true });
}

async function toBlank(page: Page): Promise<void> {
  await page.goto('app://baraza/blank');
  await expect(page.locator('body')).toHaveText('Not found');
}

const logOf = ({ profile }: Desktop) => readFileSync(join(profile, 'logs/main.log'), 'utf8');
const isVisible = ({ app }: Desktop) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false);
const closeWindow = ({ app }: Desktop) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

test('the page has no node, no generic channel, and a frozen bridge of named functions', async () => {
  const { page, app } = await openShell();
  const seen = await page.evaluate(() => ({
    node: [typeof require, typeof process, typeof module, typeof Buffer],
    bridge: Object.values((window as unknown as WithBridge).baraza).every(item => typeof item === 'function'),
    generic: ['invoke', 'send', 'on', 'ipcRenderer'].filter(
      name => name in (window as unknown as WithBridge).baraza,
    ),
    disposer: typeof (window as unknown as WithBridge).baraza.onPowerEvent(() => undefined)(),
  }));
  expect(seen).toEqual({
    node: ['undefined', 'undefined', 'undefined', 'undefined'],
    bridge: true,
    generic: [],
    disposer: 'undefined',
  });
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } =
      contents.getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag };
  });
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });
});

test('the page talks to the chosen server and to no other, and choosing loads it anew', async () => {
  const server = createServer((_request, response) => {
    response.setHeader('Access-Control-Allow-Origin', 'app://baraza');
    response.end('hello');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { page } = await openShell();
  const reach = (url: string) =>
    page.evaluate(
      address =>
        fetch(address).then(
          answer => answer.text(),
          () => 'blocked',
        ),
      url,
    );
  expect(await reach(origin)).toBe('blocked');
  const loaded = page.waitForEvent('load');
  await page.evaluate(url => (window as unknown as WithBridge).baraza.chooseServer(url), `${origin}/`);
  await loaded;
  expect(await reach(origin)).toBe('hello');
  expect(await reach(origin.replace('127.0.0.1', 'localhost'))).toBe('blocked');
  const inline = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
    return 'ran' in window;
  });
  expect(inline).toBe(false);
  server.close();
});

test('requests with a wrong argument or from a foreign window are refused', async () => {
  const { page, app } = await openShell();
  const refusals = await page.evaluate(async () => {
    const { baraza } = window as unknown as WithBridge;
    const attempts = [
      () => baraza.setSettings({ theme: 'pink' } as never),
      () => baraza.setSettings({ serverUrl: 'https://elsewhere.example' } as never),
      () => baraza.setSecret('', 'x'),
      () => baraza.setTray({ unread: -1, status: 'online', inCall: false }),
      () => baraza.chooseServer('file:///etc/passwd'),
      () => baraza.chooseCapture({ requestId: 'none', sourceId: 'screen:0:0', audio: false }),
    ];
    return Promise.all(
      attempts.map(attempt =>
        attempt().then(
          () => 'accepted',
          (error: Error) => error.message,
        ),
      ),
    );
  });
  expect(refusals.map(text => text.split(':')[0])).toEqual(refusals.map(() => 'invalid'));
  const foreign = await app.evaluate(
    async ({ BrowserWindow }, preload) => {
      const other = new BrowserWindow({ show: false, webPreferences: { preload } });
      await other.loadURL('app://baraza/blank');
      const ask = 'baraza.getSettings().then(() => "accepted", error => error.message)';
      const answer: unknown = await other.webContents.executeJavaScript(ask);
      other.destroy();
      return answer;
    },
    join(import.meta.dirname, '../../out/test/preload/preload.cjs'),
  );
  expect(foreign).toBe('forbidden: This page may not ask');
});

test('the window cannot be led away, and links open outside after a check of their kind', async () => {
  const { page, app } = await openShell();
  await app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = async url => {
      opened.push(url);
    };
  });
  await page.evaluate(() => {
    window.location.href = 'https://example.org/';
  });
  const windows = await page.evaluate(() =>
    [
      'https://example.org/a',
      'mailto:a@example.org',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'smb://host/x',
    ].map(url => window.open(url) === null),
  );
  expect(windows).toEqual([true, true, true, true, true]);
  expect(page.url()).toBe('app://baraza/blank');
  const opened = () => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
  await expect.poll(opened).toEqual(['https://example.org/a', 'mailto:a@example.org']);
  expect(
    await page.evaluate(() => fetch('app://baraza/../../package.json').then(answer => answer.status)),
  ).toBe(404);
  expect(
    await page.evaluate(() => fetch('app://baraza/%2e%2e%2fmain/main.cjs').then(answer => answer.status)),
  ).toBe(404);
});

test('closing hides in the tray where there is one, tells so once, and the tray shows the state', async () => {
  const host = await startTrayHost();
  try {
    const shell = await openShell();
    const { page } = shell;
    const item = await host.waitForItem();
    expect(await page.evaluate(() => (window as unknown as WithBridge).baraza.appInfo())).toMatchObject({
      tray: true,
    });
    await page.evaluate(() => {
      window.events = [];
      (window as unknown as WithBridge).baraza.onWindowAttention(event => window.events.push(event.visible));
      return (window as unknown as WithBridge).baraza.setTray({ unread: 3, status: 'dnd', inCall: false });
    });
    const tooltip = async () => (await property(item, 'ToolTip')) + (await property(item, 'Title'));
    await expect.poll(tooltip).toContain('3 unread messages');
    await closeWindow(shell);
    await expect.poll(() => isVisible(shell)).toBe(false);
    await expect.poll(() => page.evaluate(() => window.events.at(-1))).toBe(false);
    expect(JSON.parse(readFileSync(join(shell.profile, 'window.json'), 'utf8'))).toMatchObject({
      trayHintShown: true,
    });
    await run('gdbus', [
      ...['call', '--session', '--dest', item, '--object-path', '/StatusNotifierItem'],
      ...['--method', 'org.kde.StatusNotifierItem.Activate', '0', '0'],
    ]);
    await expect.poll(() => isVisible(shell)).toBe(true);
    await closeWindow(shell);
    await expect.poll(() => isVisible(shell)).toBe(false);
    const child = shell.app.process();
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
    forget(shell);
  } finally {
    host.stop();
  }
});

async function property(item: string, name: string): Promise<string> {
  const get = 'org.freedesktop.DBus.Properties.Get';
  const { stdout } = await run('gdbus', [
    ...['call', '--session', '--dest', item, '--object-path', '/StatusNotifierItem'],
    ...['--method', get, 'org.kde.StatusNotifierItem', name],
  ]);
  return stdout;
}

test('without a tray closing ends the program, and a hidden start shows the window after all', async () => {
  const shell = await openShell({ args: ['--hidden'] });
  await expect.poll(() => isVisible(shell)).toBe(true);
  expect(await shell.page.evaluate(() => (window as unknown as WithBridge).baraza.appInfo())).toMatchObject({
    tray: false,
  });
  const exit = once(shell.app.process(), 'exit');
  await closeWindow(shell);
  await exit;
  forget(shell);
});

test('notifications reach the daemon reduced as wished, replace each other, and a click comes back', async () => {
  const daemon = spawn('dunst', [], { env: { ...process.env, DISPLAY: display.name }, stdio: 'ignore' });
  try {
    const displayed = async () => (await run('dunstctl', ['count', 'displayed'])).stdout.trim();
    await expect.poll(() => displayed().catch(() => 'not there')).toBe('0');
    const { page } = await openShell();
    await page.evaluate(() => {
      window.events = [];
      (window as unknown as WithBridge).baraza.onNotificationActivated(event => window.events.push(event));
    });
    const show = (id: string, body: string) =>
      page.evaluate(
        ([key, text]) =>
          (window as unknown as WithBridge).baraza.showNotification({
            id: key as string,
            kind: 'message',
            title: 'Amina',
            body: text as string,
            silent: false,
          }),
        [id, body],
      );
    await show('chat1', 'first words');
    await expect.poll(displayed).toBe('1');
    await show('chat1', 'second words');
    await expect.poll(displayed).toBe('1');
    await run('dunstctl', ['action', '0']);
    await expect.poll(() => page.evaluate(() => window.events)).toEqual([{ id: 'chat1', kind: 'message' }]);
    await page.evaluate(() =>
      (window as unknown as WithBridge).baraza.setSettings({ notificationPreview: 'none' }),
    );
    await show('chat2', 'secret words');
    await expect.poll(displayed).toBe('1');
    await page.evaluate(() => (window as unknown as WithBridge).baraza.closeNotification('chat2'));
    await expect.poll(displayed).toBe('0');
    const { stdout: history } = await run('dunstctl', ['history']);
    expect(history).toContain('second words');
    expect(history).toContain('New message');
    expect(history).not.toContain('secret words');
    await page.evaluate(() => (window as unknown as WithBridge).baraza.setSettings({ notifications: false }));
    await show('chat3', 'never seen');
    expect(await displayed()).toBe('0');
  } finally {
    const ended = once(daemon, 'exit');
    daemon.kill();
    await ended;
  }
});

test('sharing the screen asks first, gives the chosen screen, and refuses when cancelled', async () => {
  // With the engine's own faked consent nobody would be asked.
  const { page } = await openShell({ grantMedia: false });
  const share = (answer: 'first screen' | 'cancel') =>
    page.evaluate(async how => {
      const { baraza } = window as unknown as WithBridge;
      let offered: string[] = [];
      const stop = baraza.onCaptureRequest(({ requestId, sources }) => {
        offered = sources.map(source => `${source.kind} ${source.thumbnail.slice(0, 22)}`);
        const screen = sources.find(source => source.kind === 'screen');
        const sourceId = how === 'cancel' ? null : (screen?.id ?? null);
        const choice = sourceId === null ? { requestId, sourceId } : { requestId, sourceId, audio: false };
        baraza.chooseCapture(choice).catch(error => offered.push(String(error)));
      });
      try {
        const stream = await navigator.mediaDevices.getDisplayMedia({ video: true });
        const [track] = stream.getVideoTracks();
        const size = track?.getSettings();
        track?.stop();
        return { offered, width: size?.width };
      } catch (error) {
        return { offered, refused: (error as Error).name };
      } finally {
        stop();
      }
    }, answer);
  const first = await share('first screen');
  expect(first).toMatchObject({
    width: 1600,
    offered: expect.arrayContaining(['screen data:image/png;base64,']),
  });
  const cancelled = await share('cancel');
  expect(cancelled.refused).toMatch(/NotAllowedError|AbortError/);
  expect(await share('first screen')).toMatchObject({ width: 1600 });
});

test('settings survive a restart, and a broken file is kept aside', async () => {
  const first = await openShell();
  await first.page.evaluate(() =>
    (window as unknown as WithBridge).baraza.setSettings({ theme: 'dark', language: 'sw' }),
  );
  const { profile } = first;
  await first.quit();
  const read = (page: Page) => page.evaluate(() => (window as unknown as WithBridge).baraza.getSettings());
  const second = await openShell({ profile });
  expect(await read(second.page)).toMatchObject({ theme: 'dark', language: 'sw' });
  // The page's own media query is held to light by the test driver, so main is asked.
  expect(await second.app.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors)).toBe(true);
  await second.quit();
  writeFileSync(join(profile, 'settings.json'), '{"theme": "da');
  const third = await openShell({ profile });
  expect(await read(third.page)).toMatchObject({ theme: 'system', language: 'system' });
  expect(readdirSync(profile).filter(name => /^settings\.corrupt-\d+\.json$/.test(name))).toHaveLength(1);
});

test('without a keyring secrets live in a private file and survive a restart', async () => {
  const shell = await openShell();
  expect(await storeSecret(shell)).toBe('file');
  const file = join(shell.profile, 'secrets.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await shell.quit();
  const again = await openShell({ profile: shell.profile });
  expect(await readSecret(again)).toBe('a very secret token');
  await again.page.evaluate(() => (window as unknown as WithBridge).baraza.deleteSecret('session'));
  expect(await readSecret(again)).toBeNull();
});

test('with a keyring secrets are sealed, and one that cannot be opened any more reads as missing', async () => {
  const keyring = await openKeyring();
  try {
    const shell = await openShell({ env: keyring.env });
    expect(await storeSecret(shell)).toBe('keyring');
    const file = join(shell.profile, 'secrets.json');
    expect(readFileSync(file, 'utf8')).not.toContain('very secret');
    await shell.quit();
    const again = await openShell({ profile: shell.profile, env: keyring.env });
    expect(await readSecret(again)).toBe('a very secret token');
    await again.quit();
    const without = await openShell({ profile: shell.profile });
    expect(await readSecret(without)).toBeNull();
    expect(logOf(without)).toContain('The keyring cannot open the secret "session"');
  } finally {
    await keyring.stop();
  }
});

async function storeSecret({ page }: Desktop): Promise<string> {
  return page.evaluate(async () => {
    const { baraza } = window as unknown as WithBridge;
    await baraza.setSecret('session', 'a very secret token');
    return (await baraza.appInfo()).secretStore;
  });
}

function readSecret({ page }: Desktop): Promise<string | null> {
  return page.evaluate(() => (window as unknown as WithBridge).baraza.getSecret('session'));
}

test('a second start hands its link to the first and ends', async () => {
  const { page, app, profile } = await openShell();
  await page.evaluate(() => {
    window.events = [];
    (window as unknown as WithBridge).baraza.onLinkOpen(event => window.events.push(event.url));
  });
  const [program = '', ...args] = app
    .process()
    .spawnargs.filter(word => !word.startsWith('--remote-debugging'));
  const start = (link: string) =>
    run(program, [...args.filter(word => !word.startsWith('--inspect')), link], {
      env: { ...process.env, DISPLAY: display.name, XDG_CONFIG_HOME: join(profile, 'config') },
    });
  await start('baraza://chat/abc_123');
  await start('baraza://evil/../../x');
  await start('baraza://user/amina');
  await expect
    .poll(() => page.evaluate(() => window.events))
    .toEqual(['baraza://chat/abc_123', 'baraza://user/amina']);
});

test('a demo account is handed out once, and only from a private file', async () => {
  const file = join(tmpdir(), `baraza-demo-${process.pid}.json`);
  const account = { username: 'amina', password: 'correct horse', displayName: 'Amina' };
  writeFileSync(file, JSON.stringify(account), { mode: 0o600 });
  const ask = (page: Page) => page.evaluate(() => (window as unknown as WithBridge).baraza.demoSignIn());
  // The real page may have asked first, so what counts is that main took the file and gives the account out once.
  const first = await openShell({ args: [`--demo-sign-in=${file}`] });
  expect(existsSync(file)).toBe(false);
  await ask(first.page);
  expect(await ask(first.page)).toBeNull();
  await first.stop();
  writeFileSync(file, JSON.stringify(account));
  chmodSync(file, 0o644);
  const second = await openShell({ args: [`--demo-sign-in=${file}`] });
  expect(await ask(second.page)).toBeNull();
  expect(logOf(second)).toContain('must have mode 0600');
});

test('after its process died the page is loaded again by itself', async () => {
  const { app, page } = await openShell();
  await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    contents?.forcefullyCrashRenderer();
  });
  const back = () =>
    app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      return contents !== undefined && !contents.isCrashed() && !contents.isLoading();
    });
  await expect.poll(back, { timeout: 10_000 }).toBe(true);
  expect(page.isClosed()).toBe(false);
});
