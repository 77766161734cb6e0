// Finding one's way: search, the palette, the list of shortcuts, one's status; and what is there without the server.
import { randomUUID } from 'node:crypto';
import { expect, type Page, test } from '@playwright/test';
import type { SignedIn } from '../../common/auth/user.ts';
import type { Chat } from '../../common/chats/chat.ts';
import type { ChatId } from '../../common/ids.ts';
import { call, TestClient } from '../harness/client.ts';
import { type Pair, startPair } from '../harness/pair.ts';
import { accessible, lit, password, picture, say, withText } from '../harness/webclient.ts';

let pair: Pair;
let asha: Page;
let juma: Page;

test.beforeAll(async () => {
  pair = await startPair();
  ({ asha, juma } = pair);
});
test.afterAll(() => pair?.stop());

/** One more device of Asha's, without a screen. */
async function anotherDevice(): Promise<TestClient> {
  const { username } = pair.people.asha;
  const { body } = await call<SignedIn>(pair.server.url, 'POST', '/auth/login', {
    body: { username, password },
  });
  return new TestClient(pair.server.url, body);
}

test('messages are found by the beginnings of their words, and shown where they stand', async () => {
  await say(asha, 'Karibuni nyote');
  await asha.keyboard.press('Control+Shift+F');
  await expect(asha.getByTestId('side')).toBeVisible();
  await picture(asha, 'search-help');
  await asha.keyboard.type('karibuni');
  await expect(asha.getByTestId('hit').first()).toContainText('Karibuni');
  await expect(asha.getByTestId('hit').first().locator('mark')).toHaveText('Karibuni');
  await accessible(asha);
  await picture(asha, 'search');
  await asha.getByTestId('hit').first().click();
  await expect(lit(asha)).toContainText('Karibuni');
  // Operators alone, or ones that mean nothing, are said to be so in words.
  await asha.getByRole('searchbox').last().fill('in:somewhere');
  await expect(asha.getByTestId('side').getByRole('alert')).toBeVisible();
  await picture(asha, 'search-refused');
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
  await asha.getByRole('switch', { name: 'Quiet hours' }).click();
  await asha.keyboard.press('Control+1');
});

test('keys of one’s own work at once, a conflict is named and changes nothing, and all come back', async () => {
  await asha.keyboard.press('Control+,');
  await asha.getByTestId('settings-shortcuts').click();
  const row = asha.getByTestId('shortcut-palette');
  await row.getByRole('button', { name: 'change keys' }).click();
  await asha.keyboard.press('Control+n');
  await expect(row.getByRole('alert')).toContainText('New chat');
  await asha.keyboard.press('Control+c');
  await expect(row.getByRole('alert')).toContainText('needed by the app');
  await picture(asha, 'shortcuts-conflict');
  await asha.keyboard.press('Control+j');
  await expect(row.getByRole('alert')).toHaveCount(0);
  await accessible(asha);
  await asha.keyboard.press('Control+k');
  await expect(asha.getByRole('dialog')).toHaveCount(0);
  await asha.keyboard.press('Control+j');
  await expect(asha.getByRole('dialog')).toBeVisible();
  await asha.keyboard.press('Escape');
  await asha.getByRole('button', { name: 'Reset all' }).click();
  await asha.keyboard.press('Control+k');
  await expect(asha.getByRole('dialog')).toBeVisible();
  await asha.keyboard.press('Escape');
  await asha.keyboard.press('Control+1');
});

test('[field 18] a status chosen in quiet hours holds after a reload', async () => {
  const device = await anotherDevice();
  const quietHours = { days: [0, 1, 2, 3, 4, 5, 6], from: '00:00', to: '23:59', zone: 'UTC' };
  expect((await device.rest('PATCH', '/me/preferences', { quietHours })).status).toBe(200);
  await expect(juma.getByTestId('presence')).toHaveAttribute('data-status', 'dnd');
  await asha.getByTestId('rail-own').click();
  await asha.getByRole('menuitemcheckbox', { name: 'Online' }).click();
  await expect(juma.getByTestId('presence')).toHaveAttribute('data-status', 'online');
  await asha.reload();
  await expect(asha.getByTestId('composer')).toBeVisible();
  await say(asha, 'here after all');
  await expect(withText(juma, 'here after all')).toBeVisible();
  await expect(juma.getByTestId('presence')).toHaveAttribute('data-status', 'online');
  await device.rest('PATCH', '/me/preferences', { quietHours: null });
});

test('the command palette goes to chats', async () => {
  await asha.keyboard.press('Control+k');
  await asha.keyboard.type('juma');
  await expect(asha.getByTestId('command').first()).toContainText('Juma');
  await accessible(asha);
  await picture(asha, 'palette');
  await asha.keyboard.press('Enter');
  await expect(asha.getByRole('heading', { name: pair.people.juma.name })).toBeVisible();
});

test('all shortcuts are listed, and found by key or by what they do', async () => {
  await asha.keyboard.press('Control+/');
  await expect(asha.getByTestId('shortcut').first()).toBeVisible();
  await accessible(asha);
  await picture(asha, 'shortcuts');
  await asha.keyboard.type('ctrl+g');
  await expect(asha.getByTestId('shortcut')).toHaveCount(1);
  await expect(asha.getByTestId('shortcut')).toContainText('Go to date');
  await asha.getByRole('searchbox').last().fill('bold');
  await expect(asha.getByTestId('shortcut')).toContainText('B');
  await asha.keyboard.press('Escape');
  await asha.keyboard.press('Escape');
  await expect(asha.getByTestId('shortcut')).toHaveCount(0);
});

test('one jumps far up a long chat, and without the server all of it is there, found, and sent later', async () => {
  await say(asha, 'See you at the river');
  await expect(withText(juma, 'See you at the river')).toBeVisible();
  const device = await anotherDevice();
  const [chat] = (await device.rest<{ chats: Chat[] }>('GET', '/chats')).body.chats;
  const socket = await device.socket();
  for (let number = 1; number <= 110; number += 1) {
    const data = { chatId: chat?.id as ChatId, clientId: randomUUID(), text: `line ${number}` };
    await socket.request('message_send', data);
  }
  await socket.close();
  await expect(withText(asha, 'line 110')).toBeVisible();
  await asha.reload();
  await expect(withText(asha, 'line 110')).toBeVisible();
  await asha.keyboard.press('Control+f');
  await expect(asha.getByTestId('side')).toBeVisible();
  await asha.keyboard.type('"See you"');
  await asha.getByTestId('hit').first().click();
  await expect(lit(asha)).toContainText('See you at the river');
  await asha.getByTestId('close-side').click();
  await asha.getByTestId('jump').click();
  await expect(withText(asha, 'line 110')).toBeVisible();
  // [SYNC1] Once all of it is written down here, a start asks for the list and is told of no chat.
  await expect(async () => {
    const answer = asha.waitForResponse('**/chats/sync');
    await asha.reload();
    expect(await (await answer).json()).toMatchObject({ chats: [], gone: [], users: [] });
    // What came is written down a second and a half later; loading anew sooner than that would never end.
  }).toPass({ intervals: [3_000] });
  await asha.route('**/api/**', route => route.abort());
  await asha.reload();
  await expect(withText(asha, 'line 110')).toBeVisible();
  await asha.keyboard.press('Control+f');
  await expect(asha.getByTestId('side')).toBeVisible();
  await asha.keyboard.type('line 10');
  await expect(asha.getByTestId('hit').first()).toContainText('line 10');
  await picture(asha, 'offline');
  await asha.getByTestId('close-side').click();
  await say(asha, 'written without a line');
  // Loaded anew before the server is back: a load in the middle of a refresh would lose its answer, and with it the session.
  await asha.reload();
  await expect(withText(asha, 'written without a line')).toBeVisible();
  await asha.unroute('**/api/**');
  // [field 20] It may stand below what the other one looks at.
  await expect(juma.getByTestId('chat-row')).toContainText('written without a line');
  await juma.getByRole('log').evaluate(list => {
    list.scrollTop = list.scrollHeight;
  });
  await expect(withText(juma, 'written without a line')).toHaveCount(1);
});
