// The desktop while nobody looks: started with the computer, quiet in quiet hours, and what it kept without a server or a keyring.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import type { Chat } from '../../common/chats/chat.ts';
import { type Daemon, startDaemon } from '../desktop/daemon.ts';
import { type Keyring, openKeyring } from '../desktop/keyring.ts';
import { startTrayHost, type TrayHost } from '../desktop/trayhost.ts';
import { newPerson, type TestClient, type TestSocket } from '../harness/client.ts';
import { type Desktop, launchDesktop } from '../harness/electron.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { newcomer, register, signIn } from '../harness/webclient.ts';

const me = newcomer('Amina Njoroge');
const secret = 'the key lies under the third flower pot';
let server: TestServer;
let daemon: Daemon;
let tray: TrayHost;
let keyring: Keyring;
let desktop: Desktop;
let juma: TestClient;
let socket: TestSocket;
let chat: Chat;

test.describe.configure({ mode: 'serial', timeout: 120_000 });

test.beforeAll(async () => {
  server = await startServer();
  daemon = await startDaemon();
  tray = await startTrayHost();
  keyring = await openKeyring();
  desktop = await launchDesktop({ server: server.url, env: keyring.env });
  await tray.waitForItem();
  juma = await newPerson(server.url, 'Juma Otieno');
  socket = await juma.socket();
});

test.afterAll(async () => {
  await desktop?.stop();
  await keyring?.stop();
  tray?.stop();
  daemon?.stop();
  await server?.stop();
});

let sent = 0;
const write = (text: string) =>
  socket.request('message_send', { chatId: chat.id, clientId: `hidden-${sent++}`, text });
const last = (page: Page) => page.getByTestId('message').last();
const hide = () => desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
const show = () => desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.show());

test('it is put among what starts with the computer, hidden, and taken out again', async () => {
  const { page, profile } = desktop;
  await register(page, me);
  const { body } = await juma.rest<{ users: { id: string }[] }>('GET', `/users?query=${me.username}`);
  const made = await juma.rest<{ chat: Chat }>('POST', '/chats', {
    kind: 'direct',
    userId: body.users[0]?.id,
  });
  ({ chat } = made.body);
  await page.keyboard.press('Control+,');
  await page.getByTestId('settings-notifications').click();
  const choice = page.getByRole('switch', { name: 'Start with the computer' });
  await expect(choice).not.toBeChecked();
  const file = join(profile, 'config/autostart/baraza.desktop');
  await choice.click();
  await expect(choice).toBeChecked();
  expect(readFileSync(file, 'utf8')).toMatch(/^Exec="\S+" "\S+" "--hidden"$/m);
  await choice.click();
  await expect(choice).not.toBeChecked();
  expect(existsSync(file)).toBe(false);
  await page.keyboard.press('Control+1');
});

test('[field 18] in quiet hours nothing is shown while hidden, though it has come', async () => {
  const { page } = desktop;
  await page.getByTestId('chat-row').click();
  await write(secret);
  await expect(last(page)).toContainText(secret);
  await hide();
  await write('before the quiet');
  await expect.poll(() => daemon.shown().map(({ body }) => body)).toEqual(['before the quiet']);
  const shown = daemon.count();
  await show();
  await page.keyboard.press('Control+,');
  await page.getByTestId('settings-presence').click();
  await page.getByRole('switch', { name: 'Quiet hours' }).click();
  await page.getByLabel('From', { exact: true }).fill('00:00');
  await page.getByLabel('To', { exact: true }).fill('23:59');
  await expect(page.getByTestId('rail-own')).toHaveAttribute('data-status', 'dnd');
  await page.keyboard.press('Control+1');
  await hide();
  await write('in the quiet');
  await expect(last(page)).toContainText('in the quiet');
  expect(daemon.count()).toBe(shown);
  await show();
  await page.keyboard.press('Control+,');
  await page.getByRole('switch', { name: 'Quiet hours' }).click();
  await expect(page.getByTestId('rail-own')).toHaveAttribute('data-status', 'online');
  await page.keyboard.press('Control+1');
});

/** Files below a folder in which a text lies open, in either way that the engine writes text. */
function holding(folder: string, text: string): string[] {
  const forms = [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => {
    const path = join(folder, name);
    return statSync(path).isFile() && forms.some(form => readFileSync(path).includes(form));
  });
}

test('what others wrote lies sealed on the disk, and is there at a start without a server', async () => {
  const { profile } = desktop;
  await desktop.quit();
  expect(readdirSync(join(profile, 'IndexedDB')).length).toBeGreaterThan(0);
  expect(holding(profile, secret)).toEqual([]);
  await server.kill();
  desktop = await launchDesktop({ profile, env: keyring.env });
  await desktop.page.getByTestId('chat-row').click();
  await expect(desktop.page.getByTestId('message').filter({ hasText: secret })).toBeVisible();
  await desktop.page.getByTestId('composer').fill('said into the dark');
  await desktop.page.getByTestId('composer').press('Enter');
  await expect(last(desktop.page)).toHaveAttribute('data-state', 'sending');
});

test('[field 21] without the keyring one signs in again, and has the history and what was not sent', async () => {
  const { profile } = desktop;
  await desktop.quit();
  await server.restart();
  desktop = await launchDesktop({ profile });
  const { page } = desktop;
  await signIn(page, me);
  await page.getByTestId('chat-row').click();
  await expect(page.getByTestId('message').filter({ hasText: secret })).toBeVisible();
  await expect(last(page)).toContainText('said into the dark');
  await expect(last(page)).toHaveAttribute('data-state', /sent|delivered|read/);
  const texts = (await juma.messages(chat.id)).map(({ text }) => text);
  expect(texts.filter(text => text === 'said into the dark')).toHaveLength(1);
});
