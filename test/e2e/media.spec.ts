// Media between two browsers: avatars, what was spoken, pictures in large, and what was sent in a chat.
import { randomBytes } from 'node:crypto';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { pixels } from '../../server/files/pictures.testing.ts';
import { type Browser, launchBrowser } from '../harness/chromium.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { meet, register } from '../harness/webclient.ts';

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
  server = await startServer({ env: { FILES_USER_QUOTA: '20M' } });
  [first, second] = await Promise.all([launchBrowser(server.url), launchBrowser(server.url)]);
  [asha, juma] = [first.page, second.page];
  await register(asha, people.asha);
  await register(juma, people.juma);
  await meet(asha, juma, people.juma);
});

test.afterAll(async () => {
  await Promise.all([first?.stop(), second?.stop()]);
  await server?.stop();
});

const picture = (name: string, width: number, height: number) => ({
  name,
  mimeType: 'image/png',
  buffer: pixels(width, height).pngSync(),
});

/** Looked at by people; only where a folder for them is named. */
async function look(page: Page, name: string): Promise<void> {
  if (!shots) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${shots}/media-${name}-${colorScheme}.png`, animations: 'disabled' });
  }
}

async function accessible(page: Page, inside: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include(inside).analyze();
  expect.soft(violations.map(({ id, nodes }) => [id, nodes.map(node => node.html)])).toEqual([]);
}

/** Notes what is played from now on, and pauses the second as soon as it plays: it is shorter than a test's look. */
async function followPlaying(page: Page): Promise<() => Promise<string[]>> {
  const log = await page.evaluateHandle(() => {
    const noted: string[] = [];
    const tiles = [...document.querySelectorAll<HTMLElement>('[data-testid="audio"]')];
    for (const [index, tile] of tiles.entries()) {
      new MutationObserver(() => {
        const { playing } = tile.dataset;
        if (playing === 'loading') return;
        noted.push(`${index} ${playing}`);
        if (index === 1 && playing === 'playing')
          tile.querySelector<HTMLElement>('[data-testid="play"]')?.click();
      }).observe(tile, { attributeFilter: ['data-playing'] });
    }
    return noted;
  });
  return () => log.jsonValue();
}

/** Two seconds of a colour that changes, as a page's own recorder makes it: without its length in its head. */
async function film(page: Page, name: string) {
  const text = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
    const pen = canvas.getContext('2d');
    const stream = canvas.captureStream(20);
    const recorder = new MediaRecorder(stream, { mimeType: 'video/webm;codecs=vp8' });
    const parts: Blob[] = [];
    recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
    const stopped = new Promise(resolve => recorder.addEventListener('stop', resolve));
    recorder.start();
    for (let frame = 0; frame < 40; frame++) {
      if (pen) pen.fillStyle = `hsl(${frame * 9} 80% 50%)`;
      pen?.fillRect(0, 0, 320, 180);
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    recorder.stop();
    await stopped;
    for (const track of stream.getTracks()) track.stop();
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
  });
  return { name, mimeType: 'video/webm', buffer: Buffer.from(text, 'base64') };
}

test('a person has a picture: picked, turned, cut, seen by themselves, and taken away again', async () => {
  await asha.keyboard.press('Control+,');
  await asha.getByTestId('settings-account').click();
  await asha.getByTestId('avatar-file').setInputFiles(picture('face.png', 400, 300));
  await expect(asha.getByTestId('cropper').locator('img')).toBeVisible();
  await asha.getByTestId('turn-right').click();
  await look(asha, 'crop');
  await expect(asha.getByTestId('crop-done')).not.toHaveAttribute('aria-disabled', 'true');
  await asha.getByTestId('crop-done').click();
  await expect(asha.getByTestId('cropper')).toHaveCount(0);
  const own = asha.getByTestId('rail-own').locator('img');
  await expect(own).toBeVisible();
  expect(await own.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(256);
  // Who comes back sees it too.
  await juma.reload();
  await expect(juma.getByTestId('chat-row').locator('img')).toBeVisible();
  await look(juma, 'avatar');
  await asha.getByTestId('avatar-remove').click();
  await expect(own).toHaveCount(0);
  await asha.keyboard.press('Control+1');
});

test('what is spoken is paused, heard, sent with its waveform, and played on from one message to the next', async () => {
  for (const _ of [1, 2]) {
    await asha.getByTestId('voice').focus();
    await asha.keyboard.press('Enter');
    const bar = asha.getByTestId('voice-bar');
    await expect(bar).toHaveAttribute('data-state', 'recording');
    await expect(bar).toContainText('0:01');
    await asha.getByTestId('voice-pause').click();
    await expect(bar).toHaveAttribute('data-state', 'paused');
    await asha.getByTestId('voice-pause').click();
    await look(asha, 'recording');
    await asha.getByTestId('voice-finish').click();
    await expect(bar).toHaveAttribute('data-state', 'preview');
    await asha.getByTestId('voice-send').click();
    await expect(bar).toHaveCount(0);
  }
  const spoken = juma.getByTestId('audio');
  await expect(spoken).toHaveCount(2);
  await expect(spoken.first().locator('rect')).toHaveCount(64);
  await spoken.first().getByTestId('speed').click();
  await expect(spoken.nth(1).getByTestId('speed')).toHaveText('1.5×');
  const played = await followPlaying(juma);
  await spoken.first().getByTestId('play').click();
  await expect(spoken.nth(1)).toHaveAttribute('data-playing', 'paused');
  expect(await played()).toEqual(['0 playing', '0 silent', '1 playing', '1 paused']);
  await look(juma, 'voice');
  const seek = spoken.nth(1).getByTestId('seek');
  await seek.focus();
  await juma.keyboard.press('Home');
  for (const _ of [1, 2, 3]) await juma.keyboard.press('ArrowRight');
  await expect(seek).toHaveValue('0.3');
  await expect(spoken.nth(1)).toHaveAttribute('data-playing', 'paused');
  // Elsewhere it can still be held and closed.
  await juma.keyboard.press('Control+,');
  await expect(juma.getByTestId('mini-player')).toContainText('Asha Mwangi');
  await look(juma, 'mini');
  await juma.getByTestId('mini-player').getByRole('button', { name: 'Close' }).click();
  await expect(juma.getByTestId('mini-player')).toHaveCount(0);
  await juma.keyboard.press('Control+1');
});

test('a recording that is discarded goes nowhere', async () => {
  await asha.getByTestId('voice').focus();
  await asha.keyboard.press('Enter');
  await expect(asha.getByTestId('voice-bar')).toHaveAttribute('data-state', 'recording');
  await asha.keyboard.press('Escape');
  await expect(asha.getByTestId('voice-bar')).toHaveCount(0);
  await expect(asha.getByTestId('audio')).toHaveCount(2);
});

test('pictures open in large, one goes through them, and back to their message', async () => {
  await asha
    .getByTestId('attach-input')
    .setInputFiles([picture('one.png', 300, 200), picture('two.png', 200, 300)]);
  await asha.getByTestId('edit-picked').first().click();
  await asha.getByTestId('turn-right').click();
  await look(asha, 'edit');
  await expect(asha.getByTestId('crop-done')).not.toHaveAttribute('aria-disabled', 'true');
  await asha.getByTestId('crop-done').click();
  await expect(asha.getByTestId('cropper')).toHaveCount(0);
  await asha.getByTestId('send-files').click();
  const images = juma.getByTestId('image');
  await expect(images).toHaveCount(2);
  await images.first().click();
  const box = juma.getByTestId('lightbox');
  const shown = (name: string) => box.locator(`img[alt="${name}"]`);
  await expect(shown('one.png')).toHaveAttribute('src', /^blob:/);
  await expect(shown('one.png')).toBeInViewport();
  // It was turned before it went out.
  expect(
    await shown('one.png').evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight]),
  ).toEqual([200, 300]);
  await juma.keyboard.press('ArrowRight');
  await expect(shown('two.png')).toBeInViewport();
  await juma.keyboard.press('+');
  await look(juma, 'large');
  await juma.keyboard.press('0');
  await accessible(juma, '[data-testid="lightbox"]');
  const saved = juma.waitForEvent('download');
  await juma.getByTestId('lightbox-save').click();
  expect((await saved).suggestedFilename()).toBe('two.png');
  await juma.keyboard.press('Escape');
  await expect(box).toHaveCount(0);
  await expect(images.first()).toBeVisible();
});

test('a video shows what is in it before it plays, says how long it is, and seeks', async () => {
  await asha.getByTestId('attach-input').setInputFiles(await film(asha, 'film.webm'));
  await asha.getByTestId('send-files').click();
  const tile = juma.getByTestId('video');
  await expect(tile).toContainText('0:02');
  const poster = tile.locator('img').last();
  await expect.poll(() => poster.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(320);
  await look(juma, 'video');
  const part = juma.waitForResponse(
    answer => /\/files\/\w+\?token=/.test(answer.url()) && answer.status() === 206,
  );
  await tile.click();
  await part;
  const player = juma.getByTestId('film');
  await expect.poll(() => player.evaluate((video: HTMLVideoElement) => video.readyState)).toBeGreaterThan(0);
  const at = await player.evaluate(async (video: HTMLVideoElement) => {
    const seeked = new Promise(resolve => video.addEventListener('seeked', resolve, { once: true }));
    video.currentTime = 1;
    await seeked;
    return video.currentTime;
  });
  expect(at).toBe(1);
  await look(juma, 'film');
  await juma.keyboard.press('Escape');
  await expect(juma.getByTestId('lightbox')).toHaveCount(0);
});

test('what was sent in a chat lies beside it, by kind', async () => {
  await juma.getByTestId('chat-menu').click();
  await juma.getByRole('menuitem', { name: 'Media and files' }).click();
  const gallery = juma.getByTestId('gallery');
  await expect(gallery.getByTestId('image')).toHaveCount(2);
  await expect(gallery.getByTestId('video')).toHaveCount(1);
  await look(juma, 'gallery');
  await accessible(juma, '[data-testid="gallery"]');
  await gallery.getByRole('tab', { name: 'Voice' }).click();
  await expect(gallery.getByTestId('audio')).toHaveCount(2);
  await look(juma, 'gallery-voice');
  await gallery.getByRole('tab', { name: 'Files' }).click();
  await expect(gallery).toContainText('No files yet');
  await gallery.getByRole('tab', { name: 'Links' }).click();
  await expect(gallery).toContainText('No links yet');
});

test('the settings say how much one keeps of what one may, and what is too much is told before it is sent', async () => {
  await asha.getByTestId('attach-input').setInputFiles({
    name: 'large.bin',
    mimeType: 'application/octet-stream',
    buffer: Buffer.alloc(21 * 1024 * 1024),
  });
  const picked = asha.getByTestId('picked');
  await expect(picked).toHaveAttribute('data-problem', 'noRoom');
  await expect(asha.getByTestId('send-files')).toHaveAttribute('aria-disabled', 'true');
  await look(asha, 'no-room');
  await asha.getByRole('button', { name: 'Cancel' }).click();
  await expect(picked).toHaveCount(0);
  await asha.keyboard.press('Control+,');
  await asha.getByTestId('settings-storage').click();
  await expect(asha.getByTestId('storage-used')).toContainText(/\d.* of 2\d/);
  await expect(asha.getByRole('meter')).toBeVisible();
  await look(asha, 'storage');
});
