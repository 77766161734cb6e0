// The packed app, not the sources: what its fuses allow, what lies in its archive, and two of them in a call.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, type Page, test } from '@playwright/test';
import { startFeed } from '../desktop/feed.ts';
import { type Program, packForTest, startProgram } from '../desktop/packaged.ts';
import type { WithBridge } from '../desktop/shell.ts';
import { expectGrowth, watchMedia } from '../harness/media.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { meet, register } from '../harness/webclient.ts';

test.describe.configure({ mode: 'serial', timeout: 100_000 });

let packed: Awaited<ReturnType<typeof packForTest>>;
let server: TestServer;

test.beforeAll(async () => {
  [packed, server] = await Promise.all([packForTest(), startServer()]);
});

test.afterAll(async () => {
  await server?.stop();
  await packed?.remove();
});

test('the fuses are as strict as they can be', async () => {
  const wire = await getCurrentFuseWire(packed.executable);
  const { ENABLE, DISABLE } = FuseState;
  expect(wire).toMatchObject({
    [FuseV1Options.RunAsNode]: DISABLE,
    [FuseV1Options.EnableCookieEncryption]: ENABLE,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: DISABLE,
    [FuseV1Options.EnableNodeCliInspectArguments]: DISABLE,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: ENABLE,
    [FuseV1Options.OnlyLoadAppFromAsar]: ENABLE,
  });
  const fileRights = (wire as Record<number, FuseState>)[FuseV1Options.GrantFileProtocolExtraPrivileges];
  test.info().annotations.push({
    type: fileRights === undefined ? 'skipped' : 'checked',
    description: 'GrantFileProtocolExtraPrivileges: engines before 29 have no such fuse',
  });
  if (fileRights !== undefined) expect(fileRights).toBe(DISABLE);
});

test('the archive holds what was built and nothing of the server or of the tools', () => {
  const archive = readFileSync(join(packed.folder, 'resources/app.asar'));
  const head = archive.subarray(16, 16 + archive.readUInt32LE(12)).toString('utf8');
  const { files } = JSON.parse(head) as { files: Record<string, { files?: Record<string, unknown> }> };
  expect(Object.keys(files).sort()).toEqual(['main', 'package.json', 'preload', 'renderer']);
  expect(Object.keys(files.main?.files ?? {})).toEqual(['main.cjs']);
  expect(Object.keys(files.preload?.files ?? {})).toEqual(['preload.cjs']);
  expect(Object.keys(files.renderer?.files ?? {}).sort()).toEqual(['assets', 'index.html', 'licences.json']);
});

test('two packed apps talk and see and hear each other in a call', async () => {
  const open = () => startProgram(packed.executable, { server: server.url });
  const programs: Program[] = [];
  try {
    programs.push(await open(), await open());
    const [amina, juma] = programs.map(({ page }) => page) as [Page, Page];
    const suffix = randomBytes(3).toString('hex');
    const person = { username: `juma.${suffix}`, name: 'Juma Kariuki' };
    await register(amina, { username: `amina.${suffix}`, name: 'Amina Njoroge' });
    await register(juma, person);
    for (const page of [amina, juma]) await watchMedia(page);
    await meet(amina, juma, person);
    await amina.locator('[data-action="call-video"]').click();
    await juma.getByTestId('call-answer-video').click();
    for (const page of [amina, juma]) {
      const call = page.getByTestId('call-active');
      await expect(call).toHaveAttribute('data-state', 'connected', { timeout: 30_000 });
      await expectGrowth(page, 'audioBytes');
      await expectGrowth(page, 'videoFrames');
    }
    await juma.getByTestId('call-end').click();
    await expect(amina.getByTestId('call-active')).toHaveCount(0);
  } finally {
    for (const program of programs) await program.stop();
  }
});

test('an update from a local feed: refused when damaged or not rolled out, else fetched, checked, installed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'baraza-update-'));
  const image = join(folder, 'Baraza.AppImage');
  // A stand-in for the image this copy came in; the new one tells that it was started.
  writeFileSync(image, 'the old one');
  const feed = await startFeed('9.9.9', '#!/bin/sh\necho started > "$0.started"\n');
  const profile = join(folder, 'profile');
  const env = { APPIMAGE: image, XDG_CACHE_HOME: join(folder, 'cache') };
  const program = await startProgram(packed.executable, { profile, env });
  const act = (what: 'check' | 'download' | 'install') =>
    program.page.evaluate(asked => (window as unknown as WithBridge).baraza.update(asked), what);
  const state = () => program.page.evaluate(() => (window as unknown as WithBridge).baraza.updates());
  try {
    expect(await state()).toEqual({ name: 'off' });
    await act('check');
    expect(await state()).toEqual({ name: 'off' });
    await program.page.evaluate(
      url =>
        (window as unknown as WithBridge).baraza.setSettings({ updateFeed: url, automaticUpdates: false }),
      feed.url,
    );
    expect(await state()).toEqual({ name: 'idle', checkedAt: null });
    expect(feed.asked).toEqual([]);
    feed.rollout = 0;
    await act('check');
    await expect.poll(state).toMatchObject({ name: 'idle', checkedAt: expect.any(Number) });
    feed.rollout = 100;
    feed.damaged = true;
    await act('check');
    await expect.poll(state).toEqual({ name: 'available', version: '9.9.9', notes: '- Better' });
    await act('download');
    await expect.poll(state).toEqual({ name: 'error', reason: 'damaged' });
    feed.damaged = false;
    await act('check');
    await expect.poll(state).toMatchObject({ name: 'available' });
    await act('download');
    await expect.poll(state).toEqual({ name: 'ready', version: '9.9.9', notes: '- Better' });
    expect(readFileSync(image, 'utf8')).toBe('the old one');
    await act('install');
    await program.ended;
    expect(readFileSync(image, 'utf8')).toContain('echo started');
    await expect.poll(() => existsSync(`${image}.started`)).toBe(true);
  } finally {
    await program.stop();
    await feed.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
