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
  await expect(page.getByTestId('composer')).toHaveValue('');
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
  expect.soft(violations.map(({ id, nodes }) => [id, nodes.map(node => node.html)])).toEqual([]);
}

/** Looked at by people; only where a folder for them is named. */
async function picture(page: Page, name: string): Promise<void> {
  if (!shots) return;
  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 1280],
    ['light', 600],
    ['dark', 600],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 800 });
    await page.waitForTimeout(250);
    await page.screenshot({ path: `${shots}/${name}-${colorScheme}-${width}.png` });
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

test('roles are given, people are taken out and added again, and the chat tells of it', async () => {
  const juma_ = asha.getByTestId('member').filter({ hasText: 'Juma' });
  await juma_.getByTestId('member-menu').click();
  await asha.getByRole('menuitem', { name: 'Make admin' }).click();
  await expect(juma_).toHaveAttribute('data-role', 'admin');
  await asha.getByTestId('rename').click();
  await asha.getByTestId('new-name').fill('Veranda two');
  await asha.getByTestId('new-name').press('Enter');
  await expect(juma.getByRole('heading', { name: 'Veranda two' })).toBeVisible();
  await expect(juma.getByTestId('system').last()).toContainText(/Asha Mwangi\S? named the group/);
  await juma.getByTestId('group-title').click();
  await juma.getByTestId('leave').click();
  await accessible(juma);
  await juma.getByRole('button', { name: 'Leave group' }).last().click();
  await expect(juma.getByTestId('left-notice')).toBeVisible();
  await expect(withText(juma, 'Karibuni')).toBeVisible();
  await expect(asha.getByTestId('system').last()).toContainText(/Juma Otieno\S? left/);
  await picture(juma, 'left');
  await asha.getByTestId('add-members').click();
  await asha.getByTestId('pick-person').filter({ hasText: people.juma.username }).click();
  await asha.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(asha.getByTestId('system').last()).toContainText(/You added \S?Juma Otieno/);
  await expect(juma.getByTestId('composer')).toBeVisible();
  await juma.getByTestId('close-side').click();
  await asha.getByTestId('close-side').click();
});

test('a mention has its own mark in the list', async () => {
  await juma.getByTestId('chat-row').last().click();
  await say(asha, `over to @${people.juma.username}`);
  await expect(juma.getByTestId('mentioned')).toBeVisible();
  await juma.getByTestId('chat-row').filter({ hasText: 'Veranda two' }).click();
  await expect(juma.getByTestId('mentioned')).toHaveCount(0);
});

test('what is pinned stands above and leads to its place', async () => {
  await choose(asha, withText(asha, 'Karibuni'), 'Pin');
  await expect(juma.getByTestId('pins')).toContainText('Karibuni');
  await juma.getByTestId('pins').getByRole('button').first().click();
  await expect(juma.locator('article[class*="lit"]')).toContainText('Karibuni');
  await accessible(juma);
});

test('one sees who read a message and when', async () => {
  await choose(asha, withText(asha, 'over to'), 'Message info');
  await expect(asha.getByTestId('reader')).toContainText('Juma Otieno');
  await accessible(asha);
  await picture(asha, 'info');
  await asha.getByTestId('close-side').click();
});

test('the earlier texts of an edited message can be read', async () => {
  await asha.getByTestId('chat-row').filter({ hasText: 'Juma' }).last().click();
  await withText(asha, 'See you at ten').getByTestId('edited').click();
  await expect(asha.getByTestId('versions')).toContainText('See you at nine');
  await accessible(asha);
  await asha.getByRole('button', { name: 'Close' }).click();
});

test('a draft follows to another device', async () => {
  const third = await launchBrowser(server.url);
  try {
    const other = third.page;
    await other.getByTestId('username').fill(people.asha.username);
    await other.getByTestId('password').fill(password);
    await other.getByTestId('submit').click();
    await asha.getByTestId('composer').fill('half a thought');
    const row = other.getByTestId('chat-row').filter({ hasText: 'half a thought' });
    await expect(row).toBeVisible();
    await row.click();
    await expect(other.getByTestId('composer')).toHaveValue('half a thought');
    await other.getByTestId('composer').fill('');
    await expect(asha.getByTestId('composer')).toHaveValue('');
  } finally {
    await third.stop();
  }
});

test('a message is sent later, and can be sent at once after all', async () => {
  await asha.getByTestId('composer').fill('good morning');
  await asha.getByTestId('later').click();
  await picture(asha, 'later-menu');
  await asha.getByRole('menuitem', { name: /Tomorrow/ }).click();
  await expect(asha.getByTestId('composer')).toHaveValue('');
  await asha.getByTestId('later').click();
  await asha.getByRole('menuitem', { name: 'Scheduled messages' }).click();
  await expect(asha.getByTestId('scheduled')).toContainText('good morning');
  await accessible(asha);
  await picture(asha, 'scheduled');
  await asha.getByRole('button', { name: 'Send now' }).click();
  await expect(asha.getByTestId('scheduled')).toHaveCount(0);
  await juma.getByTestId('chat-row').filter({ hasText: 'good morning' }).click();
  await expect(withText(juma, 'good morning')).toBeVisible();
  await asha.getByTestId('close-side').click();
});

test('messages are found by the beginnings of their words, and shown where they stand', async () => {
  await asha.keyboard.press('Control+Shift+F');
  await expect(asha.getByTestId('side')).toBeVisible();
  await picture(asha, 'search-help');
  await asha.keyboard.type('karibu');
  await expect(asha.getByTestId('hit').first()).toContainText('Karibuni');
  await expect(asha.getByTestId('hit').first().locator('mark')).toHaveText('Karibuni');
  await accessible(asha);
  await picture(asha, 'search');
  await asha.getByTestId('hit').first().click();
  await expect(asha.getByRole('heading', { name: 'Veranda two' })).toBeVisible();
  await expect(asha.locator('article[class*="lit"]')).toContainText('Karibuni');
  await asha.getByTestId('close-side').click();
});

test('status and quiet hours are kept, and others see the status', async () => {
  await asha.keyboard.press('Control+,');
  await asha.getByTestId('settings-presence').click();
  await asha.getByTestId('status-text').fill('On the road');
  await asha.getByTestId('save-status').click();
  await expect(juma.getByTestId('presence')).toContainText('On the road');
  await asha.getByRole('switch', { name: 'Quiet hours' }).click();
  await expect(asha.getByLabel('From', { exact: true })).toHaveValue('22:00');
  await accessible(asha);
  await picture(asha, 'presence');
  await asha.keyboard.press('Control+1');
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
  for (let number = 1; number <= 110; number += 1) {
    await asha.getByTestId('composer').fill(`line ${number}`);
    await asha.getByTestId('composer').press('Enter');
  }
  await expect(withText(asha, 'line 110')).toHaveAttribute('data-state', /sent|delivered|read/);
  await asha.reload();
  await expect(withText(asha, 'line 110')).toBeVisible();
  await asha.keyboard.press('Control+f');
  await expect(asha.getByTestId('side')).toBeVisible();
  await asha.keyboard.type('"See you"');
  await asha.getByTestId('hit').first().click();
  await expect(asha.locator('article[class*="lit"]')).toContainText('See you at ten');
  await asha.getByTestId('close-side').click();
  await asha.getByTestId('jump').click();
  await expect(withText(asha, 'line 110')).toBeVisible();
});

test('after a reload what was open is there at once, also without the server', async () => {
  await asha.waitForTimeout(2_000);
  await asha.route('**/api/**', route => route.abort());
  await asha.reload();
  await expect(withText(asha, 'line 110')).toBeVisible();
  await asha.keyboard.press('Control+f');
  await expect(asha.getByTestId('side')).toBeVisible();
  await asha.keyboard.type('line 10');
  await expect(asha.getByTestId('hit').first()).toContainText('line 10');
  await picture(asha, 'offline');
  await asha.getByTestId('close-side').click();
  await asha.getByTestId('composer').fill('written without a line');
  await asha.getByTestId('composer').press('Enter');
  await asha.unroute('**/api/**');
  await asha.reload();
  await expect(withText(juma, 'written without a line')).toHaveCount(1);
});
