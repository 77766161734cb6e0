// Files between two desktops: a picture, 200 MiB and a voice message over a line that is cut in the middle, and out of the app.
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { pixels } from '../../server/files/pictures.testing.ts';
import { type Cable, layCable } from '../harness/cable.ts';
import { type Desktop, launchDesktop } from '../harness/electron.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { last, meet, newcomer, register, say } from '../harness/webclient.ts';

const mebibyte = 1024 * 1024;
const people = { amina: newcomer('Amina Njoroge'), juma: newcomer('Juma Kariuki') };
const folder = mkdtempSync(join(tmpdir(), 'baraza-desktops-'));

let server: TestServer;
let cable: Cable;
let first: Desktop;
let second: Desktop;
let amina: Page;
let juma: Page;
/** What the policy of the pages kept from being shown or played. */
const blocked: string[] = [];

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  server = await startServer();
  cable = await layCable(server.port);
  [first, second] = await Promise.all([
    launchDesktop({ server: `http://127.0.0.1:${cable.port}` }),
    launchDesktop({ server: server.url }),
  ]);
  [amina, juma] = [first.page, second.page];
  for (const page of [amina, juma]) {
    page.on('console', message => {
      if (/Content Security Policy/.test(message.text())) blocked.push(message.text());
    });
  }
  await register(amina, people.amina);
  await register(juma, people.juma);
  await meet(amina, juma, people.juma);
});

test.afterAll(async () => {
  await Promise.all([first?.stop(), second?.stop()]);
  cable?.stop();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest('hex');
}

async function speak(page: Page): Promise<void> {
  await page.getByTestId('voice').click();
  const bar = page.getByTestId('voice-bar');
  await expect(bar).toContainText('0:01');
  await page.getByTestId('voice-finish').click();
  await expect(bar).toHaveAttribute('data-state', 'preview');
  await page.getByTestId('voice-send').click();
  await expect(bar).toHaveCount(0);
}

test('a picture, 200 MiB and a voice message arrive once and whole, although the line was cut meanwhile', async () => {
  test.setTimeout(240_000);
  const path = join(folder, 'large.bin');
  const piece = randomBytes(mebibyte);
  for (let at = 0; at < 200; at++) writeFileSync(path, piece, { flag: 'a' });
  const progress = amina.getByTestId('upload-progress');
  await amina.getByTestId('attach-input').setInputFiles(path);
  await amina.getByTestId('send-files').click();
  await expect
    .poll(() => progress.first().getAttribute('value').then(Number), { timeout: 60_000, intervals: [20] })
    .toBeGreaterThan(8);
  cable.cut();
  await amina.getByTestId('attach-input').setInputFiles({
    name: 'veranda.png',
    mimeType: 'image/png',
    buffer: pixels(640, 400).pngSync(),
  });
  await amina.getByTestId('caption').fill('Look at this');
  await amina.getByTestId('send-files').click();
  await speak(amina);
  await expect(progress).toHaveCount(3);
  await expect(juma.getByTestId('file')).toHaveCount(0);
  cable.mend();
  await expect(juma.getByTestId('file')).toHaveCount(1, { timeout: 150_000 });
  await expect(juma.getByTestId('picture')).toHaveCount(1);
  await expect(juma.getByTestId('audio')).toHaveCount(1);
  await expect(juma.getByTestId('message').filter({ hasText: 'Look at this' })).toHaveCount(1);
  await expect
    .poll(() => juma.getByTestId('picture').evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBe(640);
  await expect(progress).toHaveCount(0);

  await second.app.evaluate(({ app, shell }, downloads) => {
    app.setPath('downloads', downloads);
    const scope = globalThis as typeof globalThis & { shownInFolder?: string };
    shell.showItemInFolder = shown => {
      scope.shownInFolder = shown;
    };
  }, folder);
  // Beside the original, which has its name.
  const brought = join(folder, 'large (2).bin');
  await juma.getByTestId('file').getByTestId('download').click();
  await juma.getByRole('button', { name: 'Show in folder' }).click({ timeout: 60_000 });
  expect(existsSync(brought)).toBe(true);
  expect(await hashOf(brought)).toBe(await hashOf(path));
  const shown = () =>
    second.app.evaluate(() => (globalThis as typeof globalThis & { shownInFolder?: string }).shownInFolder);
  await expect.poll(shown).toBe(brought);
});

test('what was spoken is heard, and no policy keeps from it', async () => {
  const heard = juma.evaluate(
    () =>
      new Promise<boolean>(resolve => {
        const tile = document.querySelector('[data-testid="audio"]') as HTMLElement;
        new MutationObserver(() => {
          if (tile.dataset.playing === 'playing') resolve(true);
          if (tile.dataset.playing === 'failed') resolve(false);
        }).observe(tile, { attributeFilter: ['data-playing'] });
        tile.querySelector<HTMLElement>('[data-testid="play"]')?.click();
      }),
  );
  expect(await heard).toBe(true);
  expect(blocked).toEqual([]);
});

test('what is kept on the device is cleared and comes back from the server, and who sends more than it keeps is told', async () => {
  await juma.keyboard.press('Control+,');
  await juma.getByTestId('settings-storage').click();
  await expect(juma.getByTestId('storage-device')).toContainText(/\d/);
  await juma.getByTestId('clear-cache').click();
  await expect(juma.getByText('What was kept here is cleared')).toBeVisible();
  const kept = await juma.evaluate(async () => {
    const name = (await indexedDB.databases()).find(one => one.name?.startsWith('baraza.cache.'))?.name ?? '';
    const asked = indexedDB.open(name);
    await new Promise(resolve => asked.addEventListener('success', resolve));
    const count = asked.result.transaction('boxes').objectStore('boxes').count();
    await new Promise(resolve => count.addEventListener('success', resolve));
    asked.result.close();
    return count.result;
  });
  expect(kept).toBe(0);
  await juma.reload();
  await juma.getByTestId('chat-row').click();
  await expect(juma.getByTestId('file')).toHaveCount(1);
  // It has no bytes of its own; only its size counts here.
  const huge = join(folder, 'huge.bin');
  writeFileSync(huge, '');
  truncateSync(huge, 600 * mebibyte);
  await juma.getByTestId('attach-input').setInputFiles(huge);
  await expect(juma.getByTestId('not-kept')).toBeVisible();
  await juma.getByRole('button', { name: 'Cancel' }).click();
  await expect(juma.getByTestId('picked')).toHaveCount(0);
  await say(juma, 'All there');
  await expect(last(amina)).toContainText('All there');
});
