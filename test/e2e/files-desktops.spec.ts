// Files between two desktops: a picture, 200 MiB and a voice message over a line that is cut in the middle.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { pixels } from '../../server/files/pictures.testing.ts';
import { type Cable, layCable } from '../harness/cable.ts';
import { type Desktop, launchDesktop } from '../harness/electron.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { meet, newcomer, register } from '../harness/webclient.ts';

const mebibyte = 1024 * 1024;
const people = { amina: newcomer('Amina Njoroge'), juma: newcomer('Juma Kariuki') };
const folder = mkdtempSync(join(tmpdir(), 'baraza-desktops-'));

let server: TestServer;
let cable: Cable;
let first: Desktop;
let second: Desktop;
let amina: Page;
let juma: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  server = await startServer();
  cable = await layCable(server.port);
  [first, second] = await Promise.all([
    launchDesktop({ server: `http://127.0.0.1:${cable.port}` }),
    launchDesktop({ server: server.url }),
  ]);
  [amina, juma] = [first.page, second.page];
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

async function speak(page: Page): Promise<void> {
  await page.getByTestId('voice').click();
  const bar = page.getByTestId('voice-bar');
  await expect(bar).toContainText('0:01');
  await page.getByTestId('voice-finish').click();
  await expect(bar).toHaveAttribute('data-state', 'preview');
  await page.getByTestId('voice-send').click();
  await expect(bar).toHaveCount(0);
}

test('a picture, 200 MiB and a voice message arrive once, although the line was cut meanwhile', async () => {
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
});
