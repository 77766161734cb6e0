// Messaging between browsers: what one does to messages reaches the others, and survives a reload.
import { randomBytes } from 'node:crypto';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { type Browser, launchBrowser } from '../harness/chromium.ts';
import { startServer, type TestServer } from '../harness/server.ts';

const password = 'a long enough password';
const suffix = randomBytes(3).toString('hex');
const people = {
  asha: { username: `asha.${suffix}`, name: 'Asha Mwangi' },
  juma: { username: `juma.${suffix}`, name: 'Juma Otieno' },
} as const;
const shots = process.env.BARAZA_SHOTS;

let server: TestServer;
let first: Browser;
let second: Browser;
let asha: Page;
let juma: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  server = await startServer();
  [first, second] = await Promise.all([launchBrowser(server.url), launchBrowser(server.url)]);
  [asha, juma] = [first.page, second.page];
  await register(asha, people.asha);
  await register(juma, people.juma);
  await asha.keyboard.press('Control+n');
  await asha.keyboard.type(people.juma.username);
  await expect(asha.getByTestId('person-row')).toHaveCount(1);
  await asha.keyboard.press('Enter');
  await expect(asha.getByTestId('composer')).toBeFocused();
  await say(asha, 'Habari Juma');
  await juma.getByTestId('chat-row').click();
});

test.afterAll(async () => {
  await Promise.all([first?.stop(), second?.stop()]);
  await server?.stop();
});

const messages = (page: Page) => page.getByTestId('message');
const withText = (page: Page, text: string) => messages(page).filter({ hasText: text });

async function say(page: Page, text: string): Promise<void> {
  await page.getByTestId('composer').fill(text);
  await page.getByTestId('composer').press('Enter');
  await expect(withText(page, text.split('\n')[0] ?? '').last()).toBeVisible();
}

async function register(page: Page, person: { username: string; name: string }): Promise<void> {
  await page.getByTestId('switch-mode').click();
  await page.getByTestId('username').fill(person.username);
  await page.getByTestId('display-name').fill(person.name);
  await page.getByTestId('password').fill(password);
  await page.getByTestId('submit').click();
  await expect(page.getByTestId('new-chat')).toBeVisible();
}

async function tool(message: Locator, name: 'react' | 'reply' | 'more'): Promise<void> {
  await message.hover();
  await message.getByTestId(name).click();
}

async function choose(page: Page, message: Locator, item: string): Promise<void> {
  await tool(message, 'more');
  await page.getByRole('menuitem', { name: item }).click();
}

async function accessible(page: Page): Promise<void> {
  // A divider between two landmarks is in neither of them.
  const { violations } = await new AxeBuilder({ page }).exclude('[role="separator"]').analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(node => node.html)])).toEqual([]);
}

/** Looked at by people; only where a folder for them is named. */
async function picture(page: Page, name: string): Promise<void> {
  if (!shots) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const [width, height] of [
      [1280, 800],
      [600, 800],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(250);
      await page.screenshot({ path: `${shots}/${name}-${colorScheme}-${width}.png` });
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: null });
}

test('a reply carries its quote, and a click on it goes there', async () => {
  await tool(withText(juma, 'Habari Juma'), 'reply');
  await expect(juma.getByTestId('reply-bar')).toContainText('Asha');
  await expect(juma.getByTestId('composer')).toBeFocused();
  await say(juma, 'Nzuri sana');
  await expect(juma.getByTestId('reply-bar')).toHaveCount(0);
  const reply = withText(asha, 'Nzuri sana');
  await expect(reply.getByTestId('quote')).toContainText('Habari Juma');
  await reply.getByTestId('quote').click();
  await expect(asha.locator('article[class*="lit"]')).toContainText('Habari Juma');
});

test('the last own message is edited from the empty composer, and its past can be read', async () => {
  await say(asha, 'See you at nine');
  await asha.getByTestId('composer').press('ArrowUp');
  await expect(asha.getByTestId('edit-bar')).toBeVisible();
  await expect(asha.getByTestId('composer')).toHaveValue('See you at nine');
  await asha.getByTestId('composer').press('Escape');
  await expect(asha.getByTestId('composer')).toHaveValue('');
  await asha.getByTestId('composer').press('ArrowUp');
  await asha.getByTestId('composer').fill('See you at ten');
  await asha.getByTestId('composer').press('Enter');
  await expect(withText(juma, 'See you at ten').getByTestId('edited')).toBeVisible();
  await expect(withText(juma, 'See you at nine')).toHaveCount(0);
});

test('reactions are counted, toggled, and found in the picker by keyboard alone', async () => {
  await tool(withText(juma, 'See you at ten'), 'react');
  await expect(juma.getByTestId('emoji-picker')).toBeVisible();
  await juma.keyboard.type('thumbs up');
  await expect(juma.getByRole('option', { name: 'thumbs up' }).first()).toBeVisible();
  await accessible(juma);
  await picture(juma, 'picker');
  await juma.keyboard.press('Enter');
  const pill = withText(asha, 'See you at ten').getByTestId('reaction');
  await expect(pill).toContainText('1');
  await pill.click();
  await expect(withText(juma, 'See you at ten').getByTestId('reaction')).toContainText('2');
  await expect(pill).toHaveAttribute('aria-pressed', 'true');
  await pill.click();
  await expect(withText(juma, 'See you at ten').getByTestId('reaction')).toContainText('1');
});

test('messages are walked by the arrows and answer to keys', async () => {
  await asha.getByRole('log').focus();
  await asha.keyboard.press('ArrowUp');
  await expect(withText(asha, 'See you at ten')).toBeFocused();
  await asha.keyboard.press('ArrowUp');
  await expect(withText(asha, 'Nzuri sana')).toBeFocused();
  await asha.keyboard.press('r');
  await expect(asha.getByTestId('reply-bar')).toContainText('Nzuri sana');
  await expect(asha.getByTestId('composer')).toBeFocused();
  await asha.keyboard.press('Escape');
  await expect(asha.getByTestId('reply-bar')).toHaveCount(0);
});

test('what is deleted is gone for everyone, after one was asked', async () => {
  await say(asha, 'a slip of the tongue');
  await expect(withText(juma, 'a slip of the tongue')).toBeVisible();
  await choose(asha, withText(asha, 'a slip of the tongue'), 'Delete');
  await accessible(asha);
  await asha.getByRole('button', { name: 'Delete' }).click();
  await expect(withText(juma, 'a slip of the tongue')).toHaveCount(0);
  await expect(messages(juma).last()).toContainText('Message deleted');
});

test('Markdown is drawn, code can be copied, and nothing becomes HTML', async () => {
  await say(
    asha,
    '**bold** _leaning_ ~~gone~~ `code` <i>x</i>\n- one\n- two\n> said\n```ts\nlet a = 1;\n```',
  );
  const drawn = messages(juma).last();
  await expect(drawn.locator('strong')).toHaveText('bold');
  await expect(drawn.locator('li')).toHaveCount(2);
  await expect(drawn.locator('blockquote')).toHaveText('said');
  await expect(drawn.locator('pre')).toContainText('let a = 1;');
  await expect(drawn.locator('i')).toHaveCount(0);
  await expect(drawn).toContainText('<i>x</i>');
});

test('shortcodes and names are completed as one types', async () => {
  await asha.getByTestId('composer').pressSequentially('so good :tada');
  await expect(asha.getByTestId('suggestion').first()).toBeVisible();
  await accessible(asha);
  await asha.keyboard.press('Enter');
  await expect(asha.getByTestId('composer')).toHaveValue('so good 🎉 ');
  await asha.getByTestId('composer').pressSequentially('@ju');
  await expect(asha.getByTestId('suggestion')).toHaveCount(1);
  await asha.keyboard.press('Tab');
  await expect(asha.getByTestId('composer')).toHaveValue(`so good 🎉 @${people.juma.username} `);
  await asha.keyboard.press('Enter');
  await expect(messages(juma).last().getByTestId('mention')).toHaveText(`@${people.juma.username}`);
  await picture(asha, 'chat');
  await accessible(asha);
});

test('a message is sent on to another chat, the notes to oneself among them', async () => {
  await asha.keyboard.press('Control+n');
  await asha.getByTestId('note-to-self').click();
  await expect(asha.getByRole('heading', { name: 'Note to self' })).toBeVisible();
  await say(asha, 'buy bread');
  await asha.getByTestId('chat-row').filter({ hasText: 'Juma' }).click();
  await choose(asha, withText(asha, 'See you at ten'), 'Forward');
  await asha.getByTestId('pick-chat').filter({ hasText: 'Note to self' }).click();
  await accessible(asha);
  await picture(asha, 'forward');
  await asha.getByRole('button', { name: 'Forward', exact: true }).click();
  await expect(asha.getByRole('heading', { name: 'Note to self' })).toBeVisible();
  await asha.getByTestId('chat-row').filter({ hasText: 'Juma' }).click();
});

test('a group is made, and everyone is told by name', async () => {
  await asha.keyboard.press('Control+n');
  await asha.getByTestId('new-group').click();
  await asha.getByTestId('group-name').fill('Veranda');
  await asha.getByTestId('pick-person').filter({ hasText: people.juma.username }).click();
  await accessible(asha);
  await picture(asha, 'new-group');
  await asha.getByTestId('create-group').click();
  await expect(asha.getByRole('heading', { name: 'Veranda' })).toBeVisible();
  await say(asha, 'Karibuni');
  await juma.getByTestId('chat-row').filter({ hasText: 'Veranda' }).click();
  await expect(withText(juma, 'Karibuni')).toContainText('Asha Mwangi');
  await juma.getByTestId('composer').pressSequentially('Asante');
  await expect(asha.getByTestId('typing').first()).toContainText('Juma');
  await juma.keyboard.press('Enter');
  await expect(withText(asha, 'Asante')).toBeVisible();
  await asha.getByTestId('group-title').click();
  await expect(asha.getByTestId('member')).toHaveCount(2);
  await accessible(asha);
  await picture(asha, 'group');
});

test('the command palette goes to chats', async () => {
  await asha.keyboard.press('Control+k');
  await asha.keyboard.type('juma');
  await expect(asha.getByTestId('command').first()).toContainText('Juma');
  await accessible(asha);
  await picture(asha, 'palette');
  await asha.keyboard.press('Enter');
  await expect(asha.getByRole('heading', { name: people.juma.name })).toBeVisible();
});

test('one jumps far up a long chat and comes back without losing anything', async () => {
  for (let number = 1; number <= 120; number += 1) {
    await asha.getByTestId('composer').fill(`line ${number}`);
    await asha.getByTestId('composer').press('Enter');
  }
  await expect(withText(asha, 'line 120')).toHaveAttribute('data-state', /sent|delivered|read/);
  await asha.reload();
  await expect(withText(asha, 'line 120')).toBeVisible();
});
