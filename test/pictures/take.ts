// Takes the README's pictures from the running app: real server, real database, two browsers. `npm run pictures`.
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { type Browser, launchBrowser } from '../harness/chromium.ts';
import { call, TestClient, type TestSocket } from '../harness/client.ts';
import { startPrivateMongo } from '../harness/mongo.ts';
import { startServer } from '../harness/server.ts';

const folder = join(import.meta.dirname, '../../docs/pictures');
const password = 'a password for pictures';

type Line = readonly [from: 'me' | 'them', text: string];

const conversations: readonly { username: string; name: string; lines: readonly Line[]; unread: boolean }[] =
  [
    {
      username: 'fatuma',
      name: 'Fatuma Said',
      unread: true,
      lines: [
        ['me', 'Can you send me the minutes when they are done?'],
        ['them', 'They are on the shared folder now 📄'],
        ['them', 'Page two has the open questions'],
      ],
    },
    {
      username: 'otieno',
      name: 'Otieno Ouma',
      unread: false,
      lines: [
        ['them', 'Lunch at one?'],
        ['me', 'One fits. The usual place'],
      ],
    },
    {
      username: 'wanjiru',
      name: 'Wanjiru Kamau',
      unread: true,
      lines: [['them', 'The new release is out, try it when you have a minute']],
    },
    {
      username: 'juma',
      name: 'Juma Kariuki',
      unread: false,
      lines: [
        ['them', 'Habari za asubuhi! Did the order arrive?'],
        ['me', 'Nzuri. Half of it: the chairs are here, the tables come on Thursday'],
        ['them', 'Good. Then we can meet on the veranda on Friday'],
        ['them', 'I will bring the plans'],
        ['me', 'Karibu sana. Shall we look at them together in a call first? https://example.org/plans'],
        ['me', 'I can share my screen'],
        ['them', 'Yes, give me ten minutes ☕'],
      ],
    },
  ];

async function register(url: string, username: string, displayName: string): Promise<TestClient> {
  const { body } = await call<TestClient['session']>(url, 'POST', '/auth/register', {
    body: { username, displayName, password },
  });
  return new TestClient(url, body);
}

async function converse(me: TestClient, own: TestSocket, url: string): Promise<void> {
  for (const { username, name, lines, unread } of conversations) {
    const other = await register(url, username, name);
    const [socket, chat] = [await other.socket(), await me.directChat(other)];
    let seq = 0;
    for (const [from, text] of lines) {
      const data = { chatId: chat.id, clientId: randomUUID(), text };
      const { message } = await (from === 'me' ? own : socket).request('message_send', data);
      seq = message.seq;
    }
    await socket.request('read', { chatId: chat.id, seq });
    if (!unread) await own.request('read', { chatId: chat.id, seq });
    if (username === 'otieno') await socket.request('presence_set', { status: 'away' });
    if (username !== 'wanjiru') online.push(socket);
    else await socket.close();
  }
}
const online: TestSocket[] = [];

async function signIn(url: string, username: string): Promise<Browser> {
  const browser = await launchBrowser(url, { args: ['--force-device-scale-factor=1'] });
  await browser.page.getByTestId('username').fill(username);
  await browser.page.getByTestId('password').fill(password);
  await browser.page.getByTestId('submit').click();
  await browser.page.getByTestId('new-chat').waitFor();
  return browser;
}

async function take(page: Page, name: string, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  // Fonts, placeholders and the theme settle.
  await sleep(700);
  await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
}

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const mongo = await startPrivateMongo();
  const server = await startServer({ env: { MONGODB_URI: mongo.uri('pictures'), RATE_LIMIT_SCALE: '0' } });
  const browsers: Browser[] = [];
  try {
    const me = await register(server.url, 'amina', 'Amina Njoroge');
    const own = await me.socket();
    await converse(me, own, server.url);
    await own.close();
    const mine = await signIn(server.url, 'amina');
    const theirs = await signIn(server.url, 'juma');
    browsers.push(mine, theirs);
    const { page } = mine;
    await page.getByTestId('chat-row').filter({ hasText: 'Juma Kariuki' }).click();
    for (const scheme of ['light', 'dark'] as const) await take(page, 'chat', scheme);
    await page.locator('[data-action="call-video"]').click();
    await theirs.page.getByTestId('call-incoming').waitFor();
    await take(theirs.page, 'incoming', 'light');
    await theirs.page.getByTestId('call-answer-video').click();
    await page.locator('[data-testid="call-active"][data-state="connected"]').waitFor();
    await sleep(1_500);
    await page.mouse.move(600, 600);
    await take(page, 'call', 'dark');
    await page.getByTestId('call-end').click();
    await page.getByTestId('rail-calls').click();
    await take(page, 'calls', 'light');
  } finally {
    for (const browser of browsers) await browser.stop();
    for (const socket of online) socket.cut();
    await server.stop();
    await mongo.stop();
  }
}

await main();
