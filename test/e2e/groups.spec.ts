// A group between two browsers: made, changed, left and joined again, with everyone told of it.
import { expect, type Page, test } from '@playwright/test';
import { type Pair, startPair } from '../harness/pair.ts';
import { accessible, choose, lit, look, picture, say, withText } from '../harness/webclient.ts';

let pair: Pair;
let asha: Page;
let juma: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  pair = await startPair();
  ({ asha, juma } = pair);
});
test.afterAll(() => pair?.stop());

test('a group is made, and everyone is told by name', async () => {
  await asha.keyboard.press('Control+n');
  await asha.getByTestId('new-group').click();
  await asha.getByTestId('group-name').fill('Veranda');
  await asha.getByTestId('pick-person').filter({ hasText: pair.people.juma.username }).click();
  await accessible(asha);
  await picture(asha, 'new-group');
  await asha.getByTestId('create-group').click();
  await expect(asha.getByRole('heading', { name: 'Veranda' })).toBeVisible();
  // [UNREAD1] Nobody wrote anything yet.
  const row = juma.getByTestId('chat-row').filter({ hasText: 'Veranda' });
  await expect(row).toContainText('made this group');
  await expect(row.getByTestId('unread')).toHaveCount(0);
  await say(asha, 'Karibuni');
  await expect(row.getByTestId('unread')).toHaveAttribute('data-count', '1');
  await row.click();
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
  await asha.getByTestId('pick-person').filter({ hasText: pair.people.juma.username }).click();
  await asha.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(asha.getByTestId('system').last()).toContainText(/You added \S?Juma Otieno/);
  await expect(juma.getByTestId('composer')).toBeVisible();
  await juma.getByTestId('close-side').click();
  await asha.getByTestId('close-side').click();
});

test('a mention has its own mark in the list', async () => {
  await juma.getByTestId('chat-row').filter({ hasText: 'Asha' }).last().click();
  await say(asha, `over to @${pair.people.juma.username}`);
  await expect(juma.getByTestId('mentioned')).toBeVisible();
  await picture(juma, 'mentioned');
  await juma.getByTestId('chat-row').filter({ hasText: 'Veranda two' }).click();
  await expect(juma.getByTestId('mentioned')).toHaveCount(0);
});

test('what is pinned stands above and leads to its place', async () => {
  await choose(asha, withText(asha, 'Karibuni'), 'Pin');
  await expect(juma.getByTestId('pins')).toContainText('Karibuni');
  await juma.getByTestId('pins').getByRole('button').first().click();
  await expect(lit(juma)).toContainText('Karibuni');
  await accessible(juma);
});

test('one sees who read a message and when', async () => {
  await look(juma);
  await choose(asha, withText(asha, 'over to'), 'Message info');
  await expect(asha.getByTestId('reader')).toContainText('Juma Otieno');
  await accessible(asha);
  await picture(asha, 'info');
  await asha.getByTestId('close-side').click();
});
