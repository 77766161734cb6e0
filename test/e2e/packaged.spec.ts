// The packed app, not the sources: what its fuses allow, what lies in its archive, and two of them in a call.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, type Page, test } from '@playwright/test';
import { type Program, packForTest, startProgram } from '../desktop/packaged.ts';
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
  packed?.remove();
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
