// Files between two people: a picture and 200 MiB, over a line that is cut and a page that is reloaded on the way.
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type Cable, layCable } from '../harness/cable.ts';
import { type Browser, launchBrowser } from '../harness/chromium.ts';
import { s3Missing, startS3, type TestS3 } from '../harness/s3.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { meet, register } from '../harness/webclient.ts';

const mebibyte = 1024 * 1024;
const noS3 = await s3Missing();
const folder = mkdtempSync(join(tmpdir(), 'baraza-sent-'));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const attach = (page: Page, files: Parameters<ReturnType<Page['getByTestId']>['setInputFiles']>[0]) =>
  page.getByTestId('attach-input').setInputFiles(files);
const last = (page: Page) => page.getByTestId('message').last();
const progress = (page: Page) => page.getByTestId('upload-progress');

function makeFile(name: string, size: number): string {
  const path = join(folder, name);
  const piece = randomBytes(mebibyte);
  writeFileSync(path, '');
  for (let at = 0; at < size; at += piece.length) writeFileSync(path, piece, { flag: 'a' });
  return path;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest('hex');
}

/** What the page gets of the file in its last message, by the link of its download. */
async function fetchedHash(page: Page): Promise<string> {
  const link = new Promise<string>(resolve => {
    page.on('response', response => {
      if (/\/files\/\w+\/link$/.test(response.url())) void response.json().then(({ url }) => resolve(url));
    });
  });
  await last(page).getByTestId('download').click();
  const response = await fetch(new URL(await link, page.url()));
  const hash = createHash('sha256');
  for await (const piece of response.body ?? []) hash.update(piece);
  return hash.digest('hex');
}

for (const kind of ['folder', 'S3'] as const) {
  test.describe(`with files in ${kind}`, () => {
    test.describe.configure({ mode: 'serial' });
    test.skip(kind === 'S3' && noS3 !== undefined, noS3 ?? '');
    let s3: TestS3 | undefined;
    let server: TestServer;
    let cable: Cable;
    let browsers: [Browser, Browser];
    let amina: Page;
    let juma: Page;

    test.beforeAll(async () => {
      s3 = kind === 'S3' ? await startS3() : undefined;
      server = await startServer({ env: { ...s3?.env } });
      cable = await layCable(server.port);
      browsers = [await launchBrowser(`http://127.0.0.1:${cable.port}`), await launchBrowser(server.url)];
      [amina, juma] = [browsers[0].page, browsers[1].page];
      const suffix = randomBytes(3).toString('hex');
      const person = { username: `juma.f${suffix}`, name: 'Juma Kariuki' };
      await register(amina, { username: `amina.f${suffix}`, name: 'Amina Njoroge' });
      await register(juma, person);
      await meet(amina, juma, person);
    });
    test.afterAll(async () => {
      for (const browser of browsers ?? []) await browser.stop();
      cable?.stop();
      await server?.stop();
      await s3?.stop();
    });

    test('a picture goes with words under it and is seen by the other', async () => {
      await amina.getByTestId('composer').fill('Look at this');
      const picture = { name: 'veranda.png', mimeType: 'image/png', buffer: await juma.screenshot() };
      await attach(amina, [
        picture,
        { name: 'nothing.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) },
      ]);
      await expect(amina.getByTestId('picked')).toHaveCount(2);
      await expect(amina.getByTestId('caption')).toHaveValue('Look at this');
      await expect(amina.getByTestId('picked').last()).toHaveAttribute('data-problem', 'empty');
      await expect(amina.getByTestId('send-files')).toHaveAttribute('aria-disabled', 'true');
      await amina.getByTestId('remove-picked').last().click();
      await amina.getByTestId('send-files').click();
      await expect(last(juma)).toContainText('Look at this');
      const seen = last(juma).getByTestId('picture');
      await expect
        .poll(() => seen.evaluate((image: HTMLImageElement) => image.naturalWidth), { timeout: 15_000 })
        .toBeGreaterThan(100);
      await expect(last(amina)).toHaveAttribute('data-state', /sent|delivered|read/);
    });

    test('200 MiB arrive whole and once over a line that is cut in the middle', async () => {
      test.setTimeout(180_000);
      const path = makeFile(`large-${kind}.bin`, 200 * mebibyte);
      const before = await juma.getByTestId('message').count();
      await attach(amina, path);
      await amina.getByTestId('send-files').click();
      await expect
        .poll(() => progress(amina).getAttribute('value').then(Number), { timeout: 60_000, intervals: [20] })
        .toBeGreaterThan(8);
      cable.cut();
      await amina.getByTestId('composer').fill('written meanwhile');
      await amina.getByTestId('composer').press('Enter');
      await expect(progress(amina)).toBeVisible();
      expect(await juma.getByTestId('message').count()).toBe(before);
      cable.mend();
      await expect(juma.getByTestId('file')).toHaveCount(1, { timeout: 120_000 });
      // The words do not wait for the large file.
      await expect(juma.getByTestId('message')).toHaveCount(before + 2);
      await expect(last(juma).getByTestId('file')).toBeVisible();
      await expect(progress(amina)).toHaveCount(0);
      expect(await fetchedHash(juma)).toBe(await hashOf(path));
    });

    test('what is on its way goes on after the page was reloaded', async () => {
      test.skip(kind === 'S3', 'What a page keeps over a reload does not know where the server puts files');
      test.setTimeout(120_000);
      const path = makeFile('kept.bin', 40 * mebibyte);
      cable.cut();
      await attach(amina, path);
      await amina.getByTestId('send-files').click();
      await expect(progress(amina)).toBeVisible();
      await expect.poll(() => keptFiles(amina), { timeout: 30_000 }).toBe(1);
      cable.mend();
      await amina.reload();
      await expect(juma.getByTestId('file')).toHaveCount(2, { timeout: 60_000 });
      expect(await fetchedHash(juma)).toBe(await hashOf(path));
      await expect.poll(() => keptFiles(amina)).toBe(0);
    });
  });
}

/** How many files the page keeps for after a restart. */
function keptFiles(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const name = (await indexedDB.databases()).find(one => one.name?.startsWith('baraza.files.'))?.name;
    if (name === undefined) return 0;
    const asked = indexedDB.open(name);
    await new Promise(resolve => asked.addEventListener('success', resolve));
    const count = asked.result.transaction('heads').objectStore('heads').count();
    await new Promise(resolve => count.addEventListener('success', resolve));
    asked.result.close();
    return count.result;
  });
}
