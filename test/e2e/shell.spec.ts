// The locks of the desktop shell for real: isolation, policy, bridge, navigation, screen sharing.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test, type WithBridge } from '../desktop/shell.ts';

test.describe.configure({ timeout: 90_000 });

test('the page has no node, no generic channel, and a frozen bridge of named functions', async ({
  openShell,
}) => {
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

test('the page talks to the chosen server and to no other, and choosing loads it anew', async ({
  openShell,
}) => {
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

test('requests with a wrong argument or from a foreign window are refused', async ({ openShell }) => {
  const { page, app } = await openShell();
  const refusals = await page.evaluate(async () => {
    const { baraza } = window as unknown as WithBridge;
    const attempts = [
      () => baraza.setSettings({ theme: 'pink' } as never),
      () => baraza.setSettings({ serverUrl: 'https://elsewhere.example' } as never),
      () => baraza.setSecret('', 'x'),
      () => baraza.setTray({ unread: -1, status: 'online', inCall: false, micMuted: false }),
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

test('the window cannot be led away, and links open outside after a check of their kind', async ({
  openShell,
}) => {
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

test('sharing the screen asks first, gives the chosen screen, and refuses when cancelled', async ({
  openShell,
}) => {
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
