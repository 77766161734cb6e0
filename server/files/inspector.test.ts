// Processes that look into files, and files that are too much for them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { createInspector } from './inspector.ts';
import { pixels } from './pictures.testing.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const folder = mkdtempSync(join(tmpdir(), 'baraza-inspect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, text: string): URL {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, text);
  return pathToFileURL(file);
}

test('looks into many files at once', async () => {
  const inspector = createInspector({ log });
  const png = pixels(40, 30).pngSync();
  const types = await Promise.all(Array.from({ length: 20 }, () => inspector.type(png, true)));
  expect(new Set(types)).toEqual(new Set(['image/png']));
  const picture = await inspector.picture('image/png', async () => png);
  expect(picture?.shown).toMatchObject({ width: 40, height: 30 });
  expect(picture?.content.length).toBeLessThanOrEqual(png.length);
  inspector.close();
});

test('ends a process that does not come to an end, and goes on with the next file', async () => {
  const slow = program(
    'slow',
    `process.on('message', q => { if (q.whole) for (;;); process.send({ answer: 'quick' }); });`,
  );
  const inspector = createInspector({ log, program: slow, within: 500 });
  const answers = await Promise.all([
    inspector.type(Buffer.from('x'), true),
    inspector.type(Buffer.from('x'), true),
    inspector.type(Buffer.from('x'), false),
  ]);
  expect(answers).toEqual(['application/octet-stream', 'application/octet-stream', 'quick']);
  inspector.close();
});

test('outlives a process that dies', async () => {
  const dying = program('dying', `process.on('message', () => process.kill(process.pid, 'SIGSEGV'));`);
  const inspector = createInspector({ log, program: dying });
  expect(await inspector.type(Buffer.from('x'), true)).toBe('application/octet-stream');
  expect(await inspector.picture('image/png', async () => Buffer.from('x'))).toBeNull();
  inspector.close();
});

test('passes on what loading the bytes throws', async () => {
  const inspector = createInspector({ log });
  const load = () => Promise.reject(new Error('storage'));
  await expect(inspector.picture('image/png', load)).rejects.toThrow('storage');
  await expect(inspector.picture('image/png', load)).rejects.toThrow('storage');
  await expect(inspector.picture('image/png', load)).rejects.toThrow('storage');
  inspector.close();
});
