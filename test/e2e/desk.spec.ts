// The desktop among a person's day: notifications that can be answered, two accounts in one window, sleep, links, and a crash.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';

import { promisify } from 'node:util';
import { expect, type Page, test } from '@playwright/test';
import { type Daemon, type Noticed, startDaemon } from '../desktop/daemon.ts';
import { startTrayHost, type TrayHost } from '../desktop/trayhost.ts';
import { type Desktop, launchDesktop } from '../harness/electron.ts';
import { startServer, type TestServer } from '../harness/server.ts';

const run = promisify(execFile);
const password = 'a long enough password';
const suffix = randomBytes(3).toString('hex');
const person = (name: string) => ({ username: `${name.toLowerCase()}.${suffix}`, name });
const [amina, juma, work] = [person('Amina'), person('Juma'), person('Work')];

let server: TestServer;
let daemon: Daemon;
let tray: TrayHost;
/** The tray icon of the first desktop. */
let item: string;
let here: Desktop;
let there: Desktop;

test.describe.configure({ mode: 'serial', timeout: 90_000 });

test.beforeAll(async () => {
  server = await startServer();
  daemon = await startDaemon();
  tray = await startTrayHost();
  here = await launchDesktop({ server: server.url });
  item = await tray.waitForItem();
  there = await launchDesktop({ server: server.url });
});

test.afterAll(async () => {
  await Promise.all([here?.stop(), there?.stop()]);
  tray?.stop();
  daemon?.stop();
  await server?.stop();
});

async function register(page: Page, { username, name }: { username: string; name: string }): Promise<void> {
  await page.getByTestId('switch-mode').click();
  await page.getByTestId('username').fill(username);
  await page.getByTestId('display-name').fill(name);
  await page.getByTestId('password').fill(password);
  await page.getByTestId('submit').click();
  await expect(page.getByTestId('new-chat')).toBeVisible();
}

async function openChat(page: Page, { username, name }: { username: string; name: string }): Promise<void> {
  await page.getByTestId('new-chat').click();
  await page.keyboard.type(username);
  await expect(page.getByTestId('person-row')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name })).toBeVisible();
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByTestId('composer').fill(text);
  await page.getByTestId('composer').press('Enter');
  await expect(page.getByTestId('message').last()).toContainText(text);
}

/** The one notification that is shown. */
async function noticed(body: string): Promise<Noticed> {
  await expect.poll(() => daemon.shown().map(shown => shown.body)).toEqual([body]);
  return daemon.shown()[0] as Noticed;
}

const hide = ({ app }: Desktop) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
/** Another window lies above it and has the keyboard. */
const cover = ({ app }: Desktop) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur());
const seen = ({ app }: Desktop) =>
  app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0];
    return window?.isVisible() === true && window.isFocused();
  });
/** How many pages of other accounts lie over the first one's; which kind of view they are depends on the engine. */
const covers = ({ app }: Desktop) =>
  app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) return null;
    return 'contentView' in window
      ? window.contentView.children.length
      : (window as Electron.BrowserWindow).getBrowserViews().length;
  });
const last = (page: Page) => page.getByTestId('message').last();

test('[field 14] a notification shows who wrote, and a click opens that chat from wherever the window is', async () => {
  await register(here.page, amina);
  await register(there.page, juma);
  await openChat(there.page, amina);
  await say(there.page, 'Karibu <b>barazani</b>');
  const first = await noticed('Karibu &lt;b&gt;barazani&lt;/b&gt;');
  expect(first.title).toBe('Juma');
  expect(Object.keys(first.actions)).toEqual(['default', 'inline-reply', 'mark_read', 'mute_hour']);
  // Width, height, row length, alpha, bits, channels, bytes.
  const image = first.hints['image-data']?.value as unknown[] | undefined;
  expect(image?.slice(0, 6)).toEqual([96, 96, 384, true, 8, 4]);
  daemon.act(first.id, 'default');
  await expect(here.page.getByRole('heading', { name: 'Juma' })).toBeVisible();
  await expect.poll(() => daemon.shown()).toEqual([]);
  for (const [away, words] of [
    [hide, 'while you are hidden'],
    [cover, 'while you are covered'],
  ] as const) {
    await here.page.getByTestId('rail-people').click();
    await away(here);
    await say(there.page, words);
    daemon.act((await noticed(words)).id, 'default');
    await expect(last(here.page)).toContainText(words);
    await expect.poll(() => seen(here)).toBe(true);
  }
});

test('[field 15] a reply from a notification is sent while the window stays where it is, and waits without a server', async () => {
  await hide(here);
  await say(there.page, 'will you come?');
  daemon.reply((await noticed('will you come?')).id, 'Yes, at five');
  await expect(last(there.page)).toContainText('Yes, at five');
  expect(await seen(here)).toBe(false);
  await expect(there.page.locator('[data-testid="message"][data-state="read"]').last()).toContainText(
    'will you come?',
  );
  await expect.poll(() => daemon.shown()).toEqual([]);
  await say(there.page, 'and now?');
  const { id } = await noticed('and now?');
  await here.page.context().setOffline(true);
  await here.page.evaluate(() => dispatchEvent(new Event('offline')));
  daemon.reply(id, 'Said without a network');
  await expect(last(here.page)).toContainText('Said without a network');
  await here.page.context().setOffline(false);
  await expect(last(there.page)).toContainText('Said without a network');
});

test('[field 16] what is read elsewhere is withdrawn here, and marking as read needs no window', async () => {
  await say(there.page, 'read me elsewhere');
  await noticed('read me elsewhere');
  const phone = await launchDesktop({ server: server.url });
  await phone.page.getByTestId('username').fill(amina.username);
  await phone.page.getByTestId('password').fill(password);
  await phone.page.getByTestId('submit').click();
  await phone.page.getByTestId('chat-row').click();
  await phone.page.evaluate(() => {
    Object.defineProperty(document, 'hasFocus', { value: () => true, configurable: true });
    dispatchEvent(new Event('focus'));
  });
  await phone.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.focus());
  await expect.poll(() => daemon.shown()).toEqual([]);
  await phone.stop();
  await say(there.page, 'mark me');
  daemon.act((await noticed('mark me')).id, 'mark_read');
  await expect(last(there.page)).toHaveAttribute('data-state', 'read');
  await expect.poll(() => daemon.shown()).toEqual([]);
});

test('a muted chat is quiet on the server’s word, so on every device, and do not disturb holds all back', async () => {
  await say(there.page, 'mute me');
  daemon.act((await noticed('mute me')).id, 'mute_hour');
  await expect(here.page.getByTestId('muted')).toBeAttached();
  const count = daemon.count();
  await say(there.page, 'into the silence');
  await say(there.page, `@${amina.username} through it`);
  daemon.act((await noticed(`@${amina.username} through it`)).id, 'default');
  expect(daemon.count()).toBe(count + 1);
  await here.page.getByTestId('chat-notices').click();
  await here.page.getByRole('menuitem', { name: 'Unmute' }).click();
  await expect(here.page.getByTestId('chat-notices')).toHaveAttribute('data-muted', 'false');
  await here.page.evaluate(() => window.baraza?.setSettings({ mutedUntil: Date.now() + 60_000 }));
  await expect(here.page.getByTestId('rail-own')).toHaveAttribute('data-status', 'dnd');
  await expect(there.page.getByTestId('presence')).toHaveAttribute('data-status', 'dnd');
  await hide(here);
  await say(there.page, 'not now');
  await expect(here.page.getByTestId('message').last()).toContainText('not now');
  expect(daemon.count()).toBe(count + 1);
  await here.page.evaluate(() => window.baraza?.setSettings({ mutedUntil: null }));
});

test('[field 17] a locked or sleeping computer is away at once, an unused one stays so, and who is back is seen at once', async () => {
  const power = (event: string) =>
    here.app.evaluate(({ powerMonitor }, name) => powerMonitor.emit(name), event);
  const idleFor = (seconds: number) =>
    here.app.evaluate(({ powerMonitor }, idle) => {
      powerMonitor.getSystemIdleTime = () => idle;
    }, seconds);
  const presence = there.page.getByTestId('presence');
  await expect(presence).toHaveAttribute('data-status', 'online');
  await idleFor(0);
  await power('lock-screen');
  await expect(presence).toHaveAttribute('data-status', 'away');
  await power('unlock-screen');
  await expect(presence).toHaveAttribute('data-status', 'online');
  await power('suspend');
  await expect(presence).not.toHaveAttribute('data-status', 'online');
  await say(there.page, 'while you sleep');
  // It woke up by itself: nobody has touched it for an hour.
  await idleFor(3_600);
  await power('resume');
  await expect(presence).toHaveAttribute('data-status', 'away');
  // A page that is loaded while nobody is there knows it too, though nothing happens any more.
  const own = here.page.getByTestId('rail-own');
  await here.page.reload();
  await expect(own).toHaveAttribute('data-status', 'away');
  await expect(presence).toHaveAttribute('data-status', 'away');
  await idleFor(0);
  await power('unlock-screen');
  await expect(presence).toHaveAttribute('data-status', 'online');
  await expect(last(there.page)).toHaveAttribute('data-state', /delivered|read/);
});

test('a second account lives beside the first: its own session, one tray, and its calls ring while it is behind', async () => {
  await here.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.show());
  await here.page.getByTestId('rail-own').click();
  const opened = here.app.waitForEvent('window');
  await here.page.getByRole('menuitem', { name: 'Add account' }).click();
  const second = await opened;
  await second.getByTestId('server-url').fill(server.url);
  await second.getByTestId('submit').click();
  await register(second, work);
  await expect(second.getByTestId('switch-account')).toHaveCount(1);
  await second.getByTestId('switch-account').click();
  await expect(here.page.getByTestId('switch-account')).toHaveCount(1);
  expect(await here.page.evaluate(() => Object.keys(localStorage).length)).toBeGreaterThan(0);
  const cross = await second.evaluate(() => window.baraza?.getSecret(`session.${location.origin}`));
  expect(cross).toBeNull();
  for (const shown of daemon.shown()) daemon.act(shown.id, 'default');
  await openChat(there.page, work);
  await say(there.page, 'to the one behind');
  await expect(here.page.getByTestId('account-unread')).toBeVisible();
  const notice = await noticed('to the one behind');
  const tooltip = await run('gdbus', [
    ...['call', '--session', '--dest', item, '--object-path', '/StatusNotifierItem'],
    ...['--method', 'org.freedesktop.DBus.Properties.Get', 'org.kde.StatusNotifierItem', 'ToolTip'],
  ]);
  expect(tooltip.stdout).toContain('unread message');
  daemon.act(notice.id, 'default');
  await expect(second.getByRole('heading', { name: 'Juma' })).toBeVisible();
  await expect.poll(() => covers(here)).toBe(1);
  await here.page.evaluate(() => window.baraza?.switchAccount('main'));
  await expect.poll(() => covers(here)).toBe(0);
  const ringing = here.app.waitForEvent('window');
  await there.page.locator('[data-action="call-voice"]').click();
  await ringing;
  await expect
    .poll(() => daemon.shown().map(({ title }) => title))
    .toEqual([expect.stringContaining('Juma')]);
  const [call] = daemon.shown();
  expect(Object.keys(call?.actions ?? {})).toEqual(['default', 'answer', 'decline']);
  daemon.act(call?.id ?? 0, 'decline');
  await expect(there.page.getByTestId('call-ended')).toBeVisible();
});

test('both accounts come back after a restart, and one signs out without the other', async () => {
  const { profile } = here;
  await here.quit();
  here = await launchDesktop({ profile });
  const pages = () => here.app.windows().length;
  await expect.poll(pages).toBe(2);
  for (const page of here.app.windows()) await expect(page.getByTestId('switch-account')).toHaveCount(1);
  // Which page comes first is chance; each offers the other account.
  const leads = await Promise.all(
    here.app.windows().map(async page => ({
      page,
      to: await page.getByTestId('switch-account').getAttribute('data-account'),
    })),
  );
  const second = leads.find(({ to }) => to === 'main')?.page as Page;
  here = { ...here, page: leads.find(({ to }) => to !== 'main')?.page as Page };
  await here.page.getByTestId('switch-account').click();
  await second.getByTestId('rail-own').click();
  await second.getByRole('menuitem', { name: 'Sign out' }).click();
  await second.getByRole('button', { name: 'Sign out' }).click();
  await expect.poll(() => covers(here)).toBe(0);
  await expect.poll(pages).toBe(1);
  await expect(here.page.getByTestId('switch-account')).toHaveCount(0);
  await expect(here.page.getByTestId('new-chat')).toBeVisible();
});

test('[field 14] a link opens its chat at a cold start', async () => {
  const chatId = await here.page.getByTestId('chat-row').first().getAttribute('data-chat-id');
  const { profile } = here;
  await here.page.getByTestId('rail-people').click();
  await here.quit();
  here = await launchDesktop({ profile, args: [`baraza://chat/${chatId}`] });
  await expect(here.page.getByRole('heading', { name: 'Juma' })).toBeVisible();
});

test('what one was writing is there again after the page’s process died, to the last key', async () => {
  const { app, page } = here;
  const written = 'half a thought, and no pause';
  // So that only this computer can know it.
  await server.kill();
  await page.getByTestId('composer').click();
  await page.keyboard.type(written);
  // At once, without a pause in which something could still be put away.
  const died = page.waitForEvent('crash');
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
  await died;
  const held = () =>
    app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (contents === undefined || contents.isCrashed() || contents.isLoading()) return null;
      return contents.executeJavaScript('document.querySelector("[data-testid=composer]")?.value ?? null');
    });
  await expect.poll(held).toBe(written);
  await server.restart();
});
