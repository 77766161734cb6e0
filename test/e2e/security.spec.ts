// Coming in and staying safe in the web client: invitations, the second factor, the password, leaving with grace.
import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import type { SignedIn } from '../../common/auth/user.ts';
import type { adminHttp } from '../../common/wire/admin.ts';
import type { Reply } from '../../common/wire/http.ts';
import { type Browser, launchBrowser } from '../harness/chromium.ts';
import { call, TestClient } from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { accessible, newcomer, password, picture, register } from '../harness/webclient.ts';

const founder = newcomer('Founder Mwanzo');
const guest = newcomer('Neema Mgeni');
const changed = 'quite another password';

let server: TestServer;
let browser: Browser;
let page: Page;
let secret = '';
let recovery: readonly string[] = [];

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  server = await startServer({ env: { REGISTRATION: 'invite' } });
  browser = await launchBrowser(server.url);
  page = browser.page;
  await browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
});
test.afterAll(async () => {
  await browser?.stop();
  await server?.stop();
});

const login = (username: string, more: object = {}) =>
  call<SignedIn>(server.url, 'POST', '/auth/login', { body: { username, password, ...more } });
const codeAt = (steps: number) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });

async function signOut(): Promise<void> {
  await page.getByTestId('rail-own').click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByTestId('username')).toBeVisible();
}

async function enter(word = password): Promise<void> {
  await page.getByTestId('username').fill(guest.username);
  await page.getByTestId('password').fill(word);
  await page.getByTestId('submit').click();
}

async function openSecurity(): Promise<void> {
  await page.getByTestId('rail-settings').click();
  await page.getByRole('searchbox').fill('factor');
  await page.getByTestId('settings-security').click();
  await expect(page.getByTestId('second-factor')).toBeVisible();
}

async function confirm(word: string): Promise<void> {
  await page.getByTestId('ask-password').fill(word);
  await page.getByTestId('ask-password').press('Enter');
}

const alert = () => page.getByRole('alert');

test('[REG1] the first one comes in freely; who is not invited is told so, and a link brings its invitation', async () => {
  await register(page, founder);
  const admin = new TestClient(server.url, (await login(founder.username)).body);
  type Made = Reply<typeof adminHttp.createInvite>;
  const { body } = await admin.rest<Made>('POST', '/admin/invites', { uses: 1, days: 1 });
  await signOut();

  await page.getByTestId('switch-mode').click();
  await page.getByTestId('username').fill(guest.username);
  await page.getByTestId('display-name').fill(guest.name);
  await page.getByTestId('password').fill(password);
  await page.getByTestId('submit').click();
  await expect(alert()).toHaveText('One must be invited here. Enter your invitation');
  await page.getByTestId('invite').fill('made-up-token');
  await page.getByTestId('submit').click();
  await expect(alert()).toHaveText('This invitation is not valid any more');
  await accessible(page);
  await picture(page, 'register-invite');

  await page.goto(`${server.url}/?invite=${body.token}`);
  await expect(page.getByTestId('invite')).toHaveValue(body.token);
  expect(page.url()).not.toContain(body.token);
  await page.getByTestId('username').fill(guest.username);
  await page.getByTestId('display-name').fill(guest.name);
  await page.getByTestId('password').fill(password);
  await page.getByTestId('submit').click();
  await expect(page.getByTestId('new-chat')).toBeVisible();

  await signOut();
  await page.goto(`${server.url}/?invite=${body.token}`);
  await expect(alert()).toHaveText('This invitation is not valid any more');
  await page.getByTestId('switch-mode').click();
});

test('[TOTP1] the second factor is turned on with a first code, and its recovery codes are shown once', async () => {
  await enter();
  await openSecurity();
  await accessible(page);
  await picture(page, 'security-off');
  await page.getByTestId('second-factor').click();
  await confirm('a wrong password');
  await expect(alert()).toHaveText('This password is wrong');
  await picture(page, 'security-password');
  await confirm(password);
  await expect(page.getByTestId('qr')).toBeVisible();
  secret = ((await page.getByTestId('totp-secret').textContent()) ?? '').replaceAll(' ', '');
  await expect(page.getByTestId('setup-code')).toBeFocused();
  await page.keyboard.type('000000');
  await page.keyboard.press('Enter');
  await expect(alert()).toContainText('This code is wrong');
  await accessible(page);
  await picture(page, 'security-setup');
  await page.getByTestId('setup-code').fill(codeAt(-1));
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('recovery-code')).toHaveCount(10);
  recovery = await page.getByTestId('recovery-code').allInnerTexts();
  await accessible(page);
  await picture(page, 'security-codes');
  await page.getByTestId('copy-codes').click();
  await expect(page.getByTestId('copy-codes')).toHaveText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(recovery.join('\n'));
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId('save-codes').click(),
  ]);
  const saved = await readFile(await download.path(), 'utf8');
  for (const code of recovery) expect(saved).toContain(code);
  await page.getByTestId('codes-kept').click();
  await expect(page.getByTestId('second-factor')).toHaveAttribute('data-on', 'true');
  await expect(page.getByTestId('recovery-left')).toHaveText('10 left');
  await picture(page, 'security-on');
});

test('[TOTP2] signing in asks for the code, takes a recovery code once, and stops after too many wrong ones', async () => {
  await signOut();
  await enter();
  await expect(page.getByTestId('code')).toBeFocused();
  await page.keyboard.type('000000');
  await page.keyboard.press('Enter');
  await expect(alert()).toHaveText('This code is wrong, or was used already');
  await accessible(page);
  await picture(page, 'sign-in-code');
  await page.getByTestId('code').fill(codeAt(0));
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('new-chat')).toBeVisible();

  await signOut();
  await enter();
  await page.getByTestId('switch-code').click();
  await expect(page.getByTestId('code')).toBeFocused();
  await page.keyboard.type(recovery[0] ?? '');
  await picture(page, 'sign-in-recovery');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('new-chat')).toBeVisible();
  await openSecurity();
  await expect(page.getByTestId('recovery-left')).toHaveText('9 left');

  await signOut();
  for (let tries = 0; tries < 10; tries += 1) await login(guest.username, { totp: 'wrong' });
  await enter();
  await page.getByTestId('code').fill(codeAt(1));
  await page.keyboard.press('Enter');
  await expect(alert()).toHaveText('Too many wrong codes. Try again in a quarter of an hour');
  await page.getByTestId('without-code').click();
  await expect(page.getByTestId('password')).toHaveValue(password);
});

test('the second factor goes with the password, and a new password signs the others out', async () => {
  const admin = new TestClient(server.url, (await login(founder.username)).body);
  await page.getByTestId('username').fill(founder.username);
  await page.getByTestId('submit').click();
  await openSecurity();
  await page.getByTestId('current-password').fill('a wrong password');
  await page.getByTestId('new-password').fill(changed);
  await page.getByTestId('change-password').click();
  await expect(alert()).toHaveText('This password is wrong');
  await page.getByTestId('current-password').fill(password);
  await page.getByTestId('change-password').click();
  await expect(page.getByText('Password changed. Other devices were signed out')).toBeVisible();
  expect((await admin.rest('GET', '/me')).status).toBe(401);

  await page.getByTestId('second-factor').click();
  await confirm(changed);
  secret = ((await page.getByTestId('totp-secret').textContent()) ?? '').replaceAll(' ', '');
  await page.getByTestId('setup-code').fill(codeAt(0));
  await page.keyboard.press('Enter');
  await page.getByTestId('codes-kept').click();
  await page.getByTestId('renew-codes').click();
  await confirm(changed);
  await expect(page.getByTestId('recovery-code')).toHaveCount(10);
  await page.getByTestId('codes-kept').click();
  await page.getByTestId('second-factor').click();
  await confirm(changed);
  await expect(page.getByTestId('second-factor')).toHaveAttribute('data-on', 'false');
  expect((await login(founder.username, { password: changed })).status).toBe(200);
});

test('[DELME1] leaving asks for the password, tells when the account goes, and signing in takes it back', async () => {
  await page.getByTestId('leave').click();
  await confirm(changed);
  await expect(alert()).toHaveText('You are the last administrator. Make someone else one first');
  await accessible(page);
  await picture(page, 'security-leave');
  await page.keyboard.press('Escape');
  const admin = new TestClient(server.url, (await login(founder.username, { password: changed })).body);
  type Found = Reply<typeof adminHttp.users>;
  const found = await admin.rest<Found>('GET', `/admin/users?query=${guest.username}`);
  expect((await admin.rest('PUT', `/admin/users/${found.body.users[0]?.id}/admin`)).status).toBe(204);
  await page.getByTestId('leave').click();
  await confirm(changed);
  await expect(page.getByTestId('ending')).toContainText('Your account will be deleted on');
  await picture(page, 'left');
  await page.getByTestId('password').fill(changed);
  await page.getByTestId('submit').click();
  await expect(page.getByTestId('new-chat')).toBeVisible();
});
