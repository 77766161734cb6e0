// Two people, two desktops: from choosing a server to a call with a shared screen, and again with one in a browser.
import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, type Page, test } from '@playwright/test';
import { systemParts } from '../../scripts/provision/apt.ts';
import { type Browser, launchBrowser } from '../harness/chromium.ts';
import { type Desktop, launchDesktop } from '../harness/electron.ts';
import { expectGrowth, watchMedia } from '../harness/media.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { last, look, newcomer, openChat, register, say } from '../harness/webclient.ts';

const run = promisify(execFile);
const people = {
  amina: newcomer('Amina Njoroge'),
  juma: newcomer('Juma Kariuki'),
  neema: newcomer('Neema Mrema'),
};

let server: TestServer;
let first: Desktop;
let second: Desktop;
let browser: Browser;
let amina: Page;
let juma: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  server = await startServer();
  first = await launchDesktop({ grantMedia: false });
  second = await launchDesktop({ server: server.url, grantMedia: false });
  [amina, juma] = [first.page, second.page];
});

test.afterAll(async () => {
  await browser?.stop();
  await Promise.all([first?.stop(), second?.stop()]);
  await server?.stop();
});

async function call(caller: Page, kind: 'voice' | 'video'): Promise<void> {
  await caller.locator(`[data-action="call-${kind}"]`).click();
}

async function connected(page: Page): Promise<void> {
  await expect(page.getByTestId('call-active')).toHaveAttribute('data-state', 'connected', {
    timeout: 30_000,
  });
}

test('a wrong address of a server is told, the right one is remembered', async () => {
  await amina.getByTestId('server-url').fill('http://127.0.0.1:9');
  await amina.getByTestId('submit').click();
  await expect(amina.getByRole('alert').first()).toBeVisible();
  await amina.getByTestId('server-url').fill(server.url);
  await amina.getByTestId('submit').click();
  await expect(amina.getByTestId('username')).toBeVisible();
});

test('both register, find each other and talk, with every state of delivery', async () => {
  await register(amina, people.amina);
  await register(juma, people.juma);
  await openChat(amina, people.juma);
  await say(amina, 'Karibu barazani');
  await expect(last(amina)).toHaveAttribute('data-state', /delivered|read/);
  await juma.getByTestId('chat-row').click();
  await look(juma);
  await expect(last(juma)).toContainText('Karibu barazani');
  await expect(last(amina)).toHaveAttribute('data-state', 'read');
  await juma.getByTestId('composer').pressSequentially('Asante');
  await expect(amina.getByTestId('typing').first()).toBeVisible();
  await juma.getByTestId('composer').press('Enter');
  await expect(last(amina)).toContainText('Asante');
  await expect(amina.getByTestId('presence')).toHaveAttribute('data-status', 'online');
});

test('after a restart of the app one is still signed in, and the chat is there', async () => {
  const { profile } = second;
  await second.quit();
  await expect(amina.getByTestId('presence')).toHaveAttribute('data-status', 'offline');
  await say(amina, 'written while you were away');
  await expect(last(amina)).toHaveAttribute('data-state', 'sent');
  second = await launchDesktop({ profile, grantMedia: false });
  juma = second.page;
  await juma.getByTestId('chat-row').click();
  await expect(last(juma)).toContainText('written while you were away');
  await expect(amina.getByTestId('presence')).toHaveAttribute('data-status', 'online');
});

test('a video call rings, connects, and both see and hear each other', async () => {
  await watchMedia(amina);
  await watchMedia(juma);
  for (const page of [amina, juma]) await page.getByTestId('chat-row').click();
  await call(amina, 'video');
  await expect(juma.getByTestId('call-incoming')).toContainText(people.amina.name);
  await juma.getByTestId('call-answer-video').click();
  await Promise.all([connected(amina), connected(juma)]);
  for (const page of [amina, juma]) {
    await expectGrowth(page, 'audioBytes');
    await expectGrowth(page, 'videoFrames');
    await expect(page.getByTestId('call-remote-video')).toBeVisible();
  }
});

test('mute and camera off are seen on the other side, and undone', async () => {
  await amina.getByTestId('call-mute').click();
  await expect(amina.getByTestId('call-mute')).toHaveAttribute('aria-pressed', 'true');
  await amina.getByTestId('call-camera').click();
  await expect(juma.getByTestId('call-remote-video')).toHaveCount(0);
  await amina.getByTestId('call-camera').click();
  await expect(juma.getByTestId('call-remote-video')).toBeVisible();
  await expectGrowth(juma, 'videoFrames');
  await amina.getByTestId('call-mute').click();
  await expectGrowth(juma, 'audioBytes');
});

test('a screen is shared through the picker and seen on the other side', async () => {
  await juma.getByTestId('call-share').click();
  await juma.getByTestId('share-source').first().click();
  await juma.getByRole('dialog').getByRole('button', { name: 'Share', exact: true }).click();
  await expect(amina.getByTestId('call-screen-video')).toBeVisible();
  await expectGrowth(amina, 'videoFrames');
  await juma.getByTestId('call-share').click();
  await expect(amina.getByTestId('call-screen-video')).toHaveCount(0);
});

test('hanging up ends it for both, and the history knows it', async () => {
  await juma.getByTestId('call-end').click();
  for (const page of [amina, juma]) await expect(page.getByTestId('call-active')).toHaveCount(0);
  await amina.getByTestId('rail-calls').click();
  await expect(amina.getByTestId('call-history-row').first()).toHaveAttribute('data-outcome', 'completed');
  await expect(amina.getByTestId('call-history-row').first()).toHaveAttribute('data-direction', 'outgoing');
  await amina.getByTestId('rail-chats').click();
});

test('with the window hidden a message and a call still reach one, and a click brings the chat back', async () => {
  const daemon = spawn(systemParts.notifications.program, [], { stdio: 'ignore' });
  const shown = async () => (await run('dunstctl', ['count', 'displayed'])).stdout.trim();
  try {
    await expect.poll(() => shown().catch(() => 'not there yet')).toBe('0');
    await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    await amina.getByTestId('chat-row').filter({ hasText: people.juma.name }).click();
    await say(amina, 'Are you there?');
    await expect.poll(shown).toBe('1');
    await run('dunstctl', ['action', '0']);
    const isVisible = () =>
      second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
    await expect.poll(isVisible).toBe(true);
    await expect(last(juma)).toContainText('Are you there?');
    await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    await call(amina, 'voice');
    await expect.poll(shown).toBe('1');
    await amina.getByTestId('call-end').click();
    await expect.poll(shown).toBe('0');
    await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.show());
  } finally {
    daemon.kill();
  }
});

test('a voice call that is declined says so', async () => {
  await call(amina, 'voice');
  await juma.getByTestId('call-decline').click();
  await expect(amina.getByTestId('call-ended')).toHaveAttribute('data-reason', 'declined');
  await expect(juma.getByTestId('call-incoming')).toHaveCount(0);
});

test('each call is a line between the messages, and calling back is one click on it', async () => {
  const line = (page: Page) => page.getByTestId('call-line').last();
  await expect(line(amina)).toHaveAttribute('data-kind', 'declined');
  await expect(amina.locator('[data-testid=call-line][data-kind=talked]')).not.toHaveCount(0);
  // The one before was hung up while it rang: for whom it rang it is missed.
  await expect(juma.locator('[data-testid=call-line][data-kind=missed]')).not.toHaveCount(0);
  await expect(amina.locator('[data-testid=call-line][data-kind=cancelled]')).not.toHaveCount(0);
  await line(juma).getByTestId('call-line-back').click();
  await amina.getByTestId('call-decline').click();
  await expect(juma.getByTestId('call-ended')).toHaveAttribute('data-reason', 'declined');
  await expect(line(juma)).toHaveAttribute('data-direction', 'outgoing');
});

test('a desktop and a browser chat and call each other', async () => {
  browser = await launchBrowser(server.url);
  const neema = browser.page;
  await watchMedia(neema);
  await register(neema, people.neema);
  await openChat(neema, people.juma);
  await say(neema, 'From the browser');
  await juma.getByTestId('chat-row').filter({ hasText: people.neema.name }).click();
  await expect(last(juma)).toContainText('From the browser');
  await call(juma, 'video');
  await neema.getByTestId('call-answer-video').click();
  await Promise.all([connected(juma), connected(neema)]);
  for (const page of [juma, neema]) {
    await expectGrowth(page, 'audioBytes');
    await expectGrowth(page, 'videoFrames');
  }
  await neema.getByTestId('call-end').click();
  await expect(juma.getByTestId('call-active')).toHaveCount(0);
});
