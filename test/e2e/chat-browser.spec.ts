// Two people chat in two browsers against the real server: from a fresh account to a server that dies under them.
import { expect, type Page, test } from '@playwright/test';
import { type Browser, launchBrowser } from '../harness/chromium.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { accessible, last, look, messages, newcomer, register, say } from '../harness/webclient.ts';

const people = { asha: newcomer('Asha Mwangi'), baraka: newcomer('Baraka Otieno') };

let server: TestServer;
let first: Browser;
let second: Browser;
let asha: Page;
let baraka: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  server = await startServer();
  [first, second] = await Promise.all([launchBrowser(server.url), launchBrowser(server.url)]);
  [asha, baraka] = [first.page, second.page];
});

test.afterAll(async () => {
  await Promise.all([first?.stop(), second?.stop()]);
  await server?.stop();
});

test('the form says what is missing, and a wrong password by its name', async () => {
  await asha.getByTestId('submit').click();
  await expect(asha.getByText('Enter your username')).toBeVisible();
  await asha.getByTestId('username').fill('nobody');
  await asha.getByTestId('password').fill('wrong password');
  await asha.getByTestId('submit').click();
  await expect(asha.getByTestId('form-error')).toContainText('Username or password is wrong');
  await accessible(asha);
});

test('people register, find each other and open a chat by keyboard alone', async () => {
  await register(asha, people.asha);
  await register(baraka, people.baraka);
  await asha.keyboard.press('Control+n');
  await asha.keyboard.type(people.baraka.username);
  await expect(asha.getByTestId('person-row')).toHaveCount(1);
  await asha.keyboard.press('Enter');
  await expect(asha.getByTestId('composer')).toBeFocused();
  await expect(asha.getByRole('heading', { name: people.baraka.name })).toBeVisible();
});

test('a message goes from sent to delivered to read, and counts as unread meanwhile', async () => {
  await look(baraka, false);
  await say(asha, 'Habari Baraka');
  await expect(last(asha)).toHaveAttribute('data-state', 'delivered');
  const row = baraka.getByTestId('chat-row');
  await expect(row).toContainText('Habari Baraka');
  await expect(row.getByTestId('unread')).toHaveAttribute('data-count', '1');
  await expect(baraka).toHaveTitle('(1) Baraza');
  await row.click();
  await expect(baraka.getByTestId('unread-divider')).toBeVisible();
  await expect(last(asha)).toHaveAttribute('data-state', 'delivered');
  await look(baraka, true);
  await expect(last(asha)).toHaveAttribute('data-state', 'read');
  await expect(baraka.getByTestId('unread')).toHaveCount(0);
});

test('typing and presence are seen', async () => {
  await expect(asha.getByTestId('presence')).toHaveAttribute('data-status', 'online');
  await baraka.getByTestId('composer').pressSequentially('Nzuri');
  await expect(asha.getByTestId('typing').first()).toBeVisible();
  await baraka.getByTestId('composer').press('Enter');
  await expect(asha.getByTestId('typing')).toHaveCount(0);
  await expect(last(asha)).toContainText('Nzuri');
  await baraka.getByTestId('rail-own').click();
  await baraka.getByRole('menuitemcheckbox', { name: 'Do not disturb' }).click();
  await expect(asha.getByTestId('presence')).toHaveAttribute('data-status', 'dnd');
});

test('text is only text', async () => {
  await say(asha, '<img src=x onerror=alert(1)> <b>bold</b> https://example.org/a');
  await expect(last(baraka)).toContainText('<b>bold</b>');
  await expect(last(baraka).getByRole('link')).toHaveAttribute('href', 'https://example.org/a');
  await expect(last(baraka).locator('img, b')).toHaveCount(0);
});

test('screens are accessible in both themes', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await asha.emulateMedia({ colorScheme });
    for (const key of ['Control+1', 'Control+2', 'Control+3', 'Control+,']) {
      await asha.keyboard.press(key);
      await accessible(asha);
    }
  }
  await asha.keyboard.press('Control+1');
});

test('one stays signed in after a restart of the page, and a draft is still there', async () => {
  await asha.getByTestId('composer').fill('a thought not yet sent');
  await asha.reload();
  await asha.getByTestId('chat-row').click();
  await expect(asha.getByTestId('composer')).toHaveValue('a thought not yet sent');
  await asha.getByTestId('composer').fill('');
});

test('history pages as one scrolls, without holes', async () => {
  for (let number = 1; number <= 70; number += 1) await say(asha, `line ${number}`);
  await expect(last(baraka)).toContainText('line 70');
  await baraka.reload();
  await baraka.getByTestId('chat-row').click();
  await expect(last(baraka)).toContainText('line 70');
  const seen = new Set<number>();
  await expect(async () => {
    const seqs = await messages(baraka).evaluateAll(all =>
      all.map(one => Number((one as HTMLElement).dataset.seq)),
    );
    for (const seq of seqs) seen.add(seq);
    if (!seen.has(1)) {
      await baraka.getByRole('log').hover();
      await baraka.mouse.wheel(0, -600);
    }
    expect(seen.has(1)).toBe(true);
  }).toPass({ intervals: [50], timeout: 60_000 });
  const total = Math.max(...seen);
  expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, index) => index + 1));
  await baraka.getByTestId('jump').click();
  await expect(last(baraka)).toContainText('line 70');
});

test('[field 20] what is written while the server is dead arrives once when it is back', async () => {
  await server.kill('SIGKILL');
  await say(asha, 'written in the dark');
  await expect(last(asha)).toHaveAttribute('data-state', 'sending');
  await expect(asha.getByTestId('banner')).toBeVisible();
  await server.restart();
  await expect(last(asha)).toHaveAttribute('data-state', /delivered|read/);
  await expect(last(baraka)).toContainText('written in the dark');
  await expect(asha.getByTestId('banner')).toHaveCount(0);
  await expect(messages(baraka).filter({ hasText: 'written in the dark' })).toHaveCount(1);
});

test('signing out forgets the session', async () => {
  await asha.getByTestId('rail-own').click();
  await asha.getByRole('menuitem', { name: 'Sign out' }).click();
  await asha.getByRole('button', { name: 'Sign out' }).click();
  await expect(asha.getByTestId('username')).toBeVisible();
  await asha.reload();
  await expect(asha.getByTestId('username')).toBeVisible();
});
