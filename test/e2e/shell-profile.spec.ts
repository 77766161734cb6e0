// What a profile keeps for real: settings, secrets, a demo account; and the way back after a crash.
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { openKeyring } from '../desktop/keyring.ts';
import { logOf, test, type WithBridge } from '../desktop/shell.ts';
import type { Desktop } from '../harness/electron.ts';

test.describe.configure({ timeout: 90_000 });

test('settings survive a restart, and a broken file is kept aside', async ({ openShell }) => {
  const first = await openShell();
  await first.page.evaluate(() =>
    (window as unknown as WithBridge).baraza.setSettings({ theme: 'dark', language: 'sw' }),
  );
  const { profile } = first;
  await first.quit();
  const read = (page: Page) => page.evaluate(() => (window as unknown as WithBridge).baraza.getSettings());
  const second = await openShell({ profile });
  expect(await read(second.page)).toMatchObject({ theme: 'dark', language: 'sw' });
  // The page's own media query is held to light by the test driver, so main is asked.
  expect(await second.app.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors)).toBe(true);
  await second.quit();
  writeFileSync(join(profile, 'settings.json'), '{"theme": "da');
  const third = await openShell({ profile });
  expect(await read(third.page)).toMatchObject({ theme: 'system', language: 'system' });
  expect(readdirSync(profile).filter(name => /^settings\.corrupt-\d+\.json$/.test(name))).toHaveLength(1);
});

test('without a keyring secrets live in a private file and survive a restart', async ({ openShell }) => {
  const shell = await openShell();
  expect(await storeSecret(shell)).toBe('file');
  const file = join(shell.profile, 'secrets.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await shell.quit();
  const again = await openShell({ profile: shell.profile });
  expect(await readSecret(again)).toBe('a very secret token');
  await again.page.evaluate(() => (window as unknown as WithBridge).baraza.deleteSecret('session'));
  expect(await readSecret(again)).toBeNull();
});

test('with a keyring secrets are sealed, and one that cannot be opened any more reads as missing', async ({
  openShell,
}) => {
  const keyring = await openKeyring();
  try {
    const shell = await openShell({ env: keyring.env });
    expect(await storeSecret(shell)).toBe('keyring');
    const file = join(shell.profile, 'secrets.json');
    expect(readFileSync(file, 'utf8')).not.toContain('very secret');
    await shell.quit();
    const again = await openShell({ profile: shell.profile, env: keyring.env });
    expect(await readSecret(again)).toBe('a very secret token');
    await again.quit();
    const without = await openShell({ profile: shell.profile });
    expect(await readSecret(without)).toBeNull();
    expect(logOf(without)).toContain('The keyring cannot open the secret "session"');
  } finally {
    await keyring.stop();
  }
});

async function storeSecret({ page }: Desktop): Promise<string> {
  return page.evaluate(async () => {
    const { baraza } = window as unknown as WithBridge;
    await baraza.setSecret('session', 'a very secret token');
    return (await baraza.appInfo()).secretStore;
  });
}

function readSecret({ page }: Desktop): Promise<string | null> {
  return page.evaluate(() => (window as unknown as WithBridge).baraza.getSecret('session'));
}

test('a demo account is handed out once, and only from a private file', async ({ openShell }) => {
  const file = join(tmpdir(), `baraza-demo-${process.pid}.json`);
  const account = { username: 'amina', password: 'correct horse', displayName: 'Amina' };
  writeFileSync(file, JSON.stringify(account), { mode: 0o600 });
  const ask = (page: Page) => page.evaluate(() => (window as unknown as WithBridge).baraza.demoSignIn());
  // The real page may have asked first, so what counts is that main took the file and gives the account out once.
  const first = await openShell({ args: [`--demo-sign-in=${file}`] });
  expect(existsSync(file)).toBe(false);
  await ask(first.page);
  expect(await ask(first.page)).toBeNull();
  await first.stop();
  writeFileSync(file, JSON.stringify(account));
  chmodSync(file, 0o644);
  const second = await openShell({ args: [`--demo-sign-in=${file}`] });
  expect(await ask(second.page)).toBeNull();
  expect(logOf(second)).toContain('must have mode 0600');
});

test('after its process died the page is loaded again by itself', async ({ openShell }) => {
  const { app, page } = await openShell();
  await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    contents?.forcefullyCrashRenderer();
  });
  const back = () =>
    app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      return contents !== undefined && !contents.isCrashed() && !contents.isLoading();
    });
  await expect.poll(back, { timeout: 10_000 }).toBe(true);
  expect(page.isClosed()).toBe(false);
});
