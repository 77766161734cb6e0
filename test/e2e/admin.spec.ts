// Blocking, reporting, and what an administrator sees and does of it, in two browsers.
import { expect, type Page, test } from '@playwright/test';
import type { SignedIn } from '../../common/auth/user.ts';
import { call } from '../harness/client.ts';
import { type Pair, startPair } from '../harness/pair.ts';
import {
  accessible,
  choose,
  last,
  messages,
  newcomer,
  picture,
  say,
  withText,
} from '../harness/webclient.ts';

let pair: Pair;
/** Who registered first is the administrator. */
let asha: Page;
let juma: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  pair = await startPair();
  ({ asha, juma } = pair);
});
test.afterAll(() => pair?.stop());

const menu = async (page: Page, item: string) => {
  await page.getByTestId('chat-menu').click();
  await page.getByRole('menuitem', { name: item }).click();
};
const sheet = (page: Page, name: string) => page.getByRole('tab', { name }).click();
const chat = (page: Page, name: string) => page.getByTestId('chat-row').filter({ hasText: name });
const person = (username: string) =>
  asha.locator(`[data-testid="admin-person"][data-username="${username}"]`);
const deed = async (username: string, item: string) => {
  await person(username).getByTestId('admin-person-menu').click();
  await asha.getByRole('menuitem', { name: item }).click();
};
const signIn = (username: string, password: string) =>
  call<SignedIn>(pair.server.url, 'POST', '/auth/login', { body: { username, password } });

test('[REP1] a message is reported with its words, from its own menu', async () => {
  await asha.keyboard.press('Control+n');
  await asha.getByTestId('new-group').click();
  await asha.getByTestId('group-name').fill('Jirani');
  await asha.getByTestId('pick-person').filter({ hasText: pair.people.juma.username }).click();
  await asha.getByTestId('create-group').click();
  await expect(asha.getByTestId('group-title')).toBeVisible();
  await chat(asha, 'Juma').last().click();
  await say(juma, 'Maneno mabaya');
  await choose(asha, withText(asha, 'Maneno mabaya'), 'Report');
  await asha.getByTestId('report-note').fill('Tafadhali angalia');
  await accessible(asha);
  await picture(asha, 'report');
  await asha.getByTestId('send-report').click();
  await expect(asha.getByText('The administrators were told')).toBeVisible();
});

test('[BLK2] [BLK3] a block stops messages and calls both ways, and stands in the settings', async () => {
  await menu(asha, 'Block');
  await expect(asha.getByRole('alertdialog')).toContainText('Block Juma Otieno?');
  await accessible(asha);
  await picture(asha, 'block');
  await asha.getByRole('button', { name: 'Block' }).click();
  await expect(asha.getByTestId('blocked-notice')).toContainText('You blocked Juma Otieno');
  await expect(asha.locator('[data-action="call-voice"]')).toHaveCount(0);
  await accessible(asha);
  await picture(asha, 'blocked');
  await expect(chat(juma, 'Asha Mwangi').first().getByRole('img', { name: 'Offline' })).toBeVisible();
  await juma.locator('[data-action="call-voice"]').click();
  await expect(juma.locator('[data-testid="call-ended"][data-reason="forbidden"]')).toBeVisible();
  await juma.getByTestId('composer').fill('Habari');
  await juma.getByTestId('composer').press('Enter');
  await expect(juma.getByTestId('apart-notice')).toContainText('Asha Mwangi cannot be reached');
  await expect(withText(asha, 'Habari')).toHaveCount(0);
  await accessible(juma);
  await picture(juma, 'apart');
  await asha.keyboard.press('Control+,');
  await asha.getByTestId('settings-privacy').click();
  await expect(asha.getByTestId('blocked-person')).toContainText('Juma Otieno');
  await accessible(asha);
  await picture(asha, 'privacy');
  await asha.getByTestId('rail-chats').click();
});

test('[BLK4] in a group the messages of someone blocked wait for nobody and are folded, until one asks for them', async () => {
  await chat(juma, 'Jirani').click();
  await say(juma, 'Kwa wote');
  await expect(chat(asha, 'Jirani')).toBeVisible();
  await chat(asha, 'Jirani').click();
  await expect(asha.getByTestId('folded')).toBeVisible();
  await expect(asha.getByText('Kwa wote')).toHaveCount(0);
  await accessible(asha);
  await picture(asha, 'folded');
  await asha.getByTestId('folded').getByRole('button', { name: 'Show' }).click();
  await expect(messages(asha).filter({ hasText: 'Kwa wote' })).toBeVisible();
  await chat(asha, 'Juma').last().click();
  await say(juma, 'Tena kwa wote');
  await expect(last(juma)).toHaveAttribute('data-state', 'delivered');
  await expect(chat(asha, 'Jirani').getByTestId('unread')).toHaveCount(0);
  await asha.getByTestId('unblock').click();
  await expect(asha.getByTestId('composer')).toBeVisible();
  await expect(chat(asha, 'Jirani').getByTestId('unread')).toHaveAttribute('data-count', '1');
  await chat(juma, 'Asha').last().click();
  await juma.getByRole('button', { name: 'Send again' }).click();
  await expect(withText(asha, 'Habari')).toBeVisible();
  await expect(juma.getByTestId('composer')).toBeVisible();
});

test('[REP2] [ADM1] a report stands on the page of the administrator until it is resolved, and nobody else has that page', async () => {
  await juma.keyboard.press('Control+,');
  await expect(juma.getByTestId('settings-about')).toBeVisible();
  await expect(juma.getByTestId('settings-admin')).toHaveCount(0);
  await asha.keyboard.press('Control+,');
  await asha.getByTestId('settings-admin').click();
  await asha.getByRole('tab', { name: 'People' }).focus();
  // From tab to tab by arrows, from the tab into its sheet by Tab.
  await asha.keyboard.press('ArrowRight');
  await asha.keyboard.press('ArrowRight');
  const report = asha.getByTestId('report');
  await expect(report).toContainText('Maneno mabaya');
  await expect(report).toContainText('Tafadhali angalia');
  await accessible(asha);
  await picture(asha, 'admin-reports');
  const resolve = report.getByRole('button', { name: 'Resolve' });
  for (let press = 0; press < 3; press += 1) {
    if (await resolve.evaluate(button => button === document.activeElement)) break;
    await asha.keyboard.press('Tab');
  }
  await expect(resolve).toBeFocused();
  await asha.keyboard.press('Enter');
  await expect(report).toHaveAttribute('data-closed', 'true');
});

test('an invitation is made, its link holds, and it is taken back', async () => {
  await sheet(asha, 'Invitations');
  await asha.getByTestId('create-invite').click();
  const link = (await asha.getByTestId('secret').textContent()) ?? '';
  expect(link).toMatch(/\/\?invite=[\w-]{20,}$/);
  await accessible(asha);
  await picture(asha, 'admin-link');
  await asha.getByRole('button', { name: 'Done' }).click();
  await expect(asha.getByTestId('invite')).toHaveCount(1);
  await accessible(asha);
  await picture(asha, 'admin-invites');
  const token = new URL(link).searchParams.get('invite') ?? '';
  const holds = async () => {
    const answer = await fetch(`${pair.server.url}/api/v1/auth/registration?invite=${token}`);
    return ((await answer.json()) as { invite?: boolean }).invite;
  };
  expect(await holds()).toBe(true);
  await asha.getByTestId('invite').getByRole('button', { name: 'Take back' }).click();
  await expect(asha.getByTestId('invite')).toHaveCount(0);
  expect(await holds()).toBe(false);
});

test('people are added, made administrators, signed out, given a password and removed', async () => {
  const neema = newcomer('Neema Mgeni');
  await sheet(asha, 'People');
  await expect(person(pair.people.juma.username)).toBeVisible();
  await accessible(asha);
  await picture(asha, 'admin-people');
  await asha.getByTestId('new-person').click();
  await asha.getByTestId('new-username').fill(pair.people.juma.username);
  await asha.getByTestId('new-name').fill(neema.name);
  await asha.keyboard.press('Enter');
  await expect(asha.getByText('This username is taken')).toBeVisible();
  await accessible(asha);
  await picture(asha, 'admin-new');
  await asha.getByTestId('new-username').fill(neema.username);
  await asha.keyboard.press('Enter');
  const first = (await asha.getByTestId('secret').textContent()) ?? '';
  expect((await signIn(neema.username, first)).status).toBe(200);
  await asha.getByRole('button', { name: 'Done' }).click();

  await deed(neema.username, 'Make administrator');
  await asha.getByRole('button', { name: 'Make administrator' }).click();
  await expect(person(neema.username)).toContainText('Administrator');
  await deed(neema.username, 'Take administration away');
  await asha.getByRole('button', { name: 'Take administration away' }).click();
  await expect(person(neema.username)).not.toContainText('Administrator');

  await deed(neema.username, 'Reset password');
  await asha.getByRole('button', { name: 'Reset password' }).click();
  const second = (await asha.getByTestId('secret').textContent()) ?? '';
  await accessible(asha);
  await asha.getByRole('button', { name: 'Done' }).click();
  expect((await signIn(neema.username, first)).status).toBe(401);
  expect((await signIn(neema.username, second)).status).toBe(200);

  await deed(neema.username, 'Delete account');
  await accessible(asha);
  await picture(asha, 'admin-delete');
  await asha.getByRole('button', { name: 'Delete account' }).click();
  await expect(person(neema.username)).toContainText('Leaving');
  expect((await signIn(neema.username, second)).status).toBe(401);
});

test('[ADM2] a session is ended, and the log tells of all of it', async () => {
  await deed(pair.people.juma.username, 'Sessions');
  await expect(asha.getByTestId('admin-session')).toHaveCount(1);
  await accessible(asha);
  await picture(asha, 'admin-sessions');
  await asha.getByTestId('admin-session').getByRole('button', { name: 'End' }).click();
  await expect(asha.getByText('Signed in nowhere')).toBeVisible();
  await asha.keyboard.press('Escape');
  await expect(juma.getByTestId('submit')).toBeVisible();
  await sheet(asha, 'Log');
  for (const action of [
    ...['report_closed', 'invite_created', 'invite_revoked', 'user_created', 'admin_given', 'admin_taken'],
    ...['password_reset', 'deletion_asked', 'session_revoked'],
  ]) {
    await expect(asha.locator(`[data-testid="audit-entry"][data-action="${action}"]`).first()).toBeVisible();
  }
  await accessible(asha);
  await picture(asha, 'admin-log');
  await sheet(asha, 'Server');
  await expect(asha.getByText('Open to all')).toBeVisible();
  await accessible(asha);
  await picture(asha, 'admin-server');
});
