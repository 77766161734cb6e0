// Proves each layer rule of biome.json: biome, with our configuration, fails on a planted violation and names the rule.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../../scripts/provision/command.ts';

const tree = join(import.meta.dirname, '../..');
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'baraza-biome-'));
  cpSync(join(tree, 'biome.json'), join(root, 'biome.json'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

async function lint(files: Readonly<Record<string, string>>): Promise<{ code: number; output: string }> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${text}\n`);
  }
  const biome = join(tree, 'node_modules/@biomejs/biome/bin/biome');
  return run(process.execPath, [biome, 'lint', '--vcs-enabled=false', '--colors=off', '.'], { cwd: root });
}

const planted: readonly (readonly [path: string, text: string, rule: string])[] = [
  ['common/errors.ts', "export { readFileSync } from 'node:fs';", 'noRestrictedImports'],
  [
    'common/chats/chat.ts',
    "import { a } from '../../server/app.ts';\nexport const b = a;",
    'noRestrictedImports',
  ],
  [
    'server/chats/service.ts',
    "import { a } from '../../desktop/ipc/a.ts';\nexport const b = a;",
    'noRestrictedImports',
  ],
  [
    'server/chats/service.ts',
    "import { app } from 'electron';\nexport const b = app;",
    'noRestrictedImports',
  ],
  [
    'desktop/main/tray.ts',
    "import { a } from '../../server/app.ts';\nexport const b = a;",
    'noRestrictedImports',
  ],
  [
    'desktop/main/tray.ts',
    "import { a } from '../renderer/bridge.ts';\nexport const b = a;",
    'noRestrictedImports',
  ],
  [
    'desktop/renderer/app.ts',
    "import { a } from '../main/settings.ts';\nexport const b = a;",
    'noRestrictedImports',
  ],
  [
    'desktop/renderer/app.ts',
    "import { ipcRenderer } from 'electron';\nexport const b = ipcRenderer;",
    'noRestrictedImports',
  ],
  [
    'desktop/renderer/calls/actions.ts',
    'export const peer = new RTCPeerConnection();',
    'noRestrictedGlobals',
  ],
  [
    'desktop/renderer/chats/actions.ts',
    "export const socket = new WebSocket('ws://a');",
    'noRestrictedGlobals',
  ],
  ['server/auth/service.ts', 'export const secret = process.env.JWT_SECRET;', 'noProcessEnv'],
  ['server/auth/service.ts', 'export default 1;', 'noDefaultExport'],
  ['common/calls/state.ts', 'export enum State {\n  New,\n}', 'noEnum'],
  ['common/index.ts', "export * from './errors.ts';", 'noBarrelFile'],
  ['common/wire/codec.ts', 'export const read = (value: any) => value;', 'noExplicitAny'],
];

it.each(planted)('biome fails on a violation planted in %s: %s', async (path, text, rule) => {
  const { code, output } = await lint({ [path]: text });
  expect(output).toContain(rule);
  expect(code).not.toBe(0);
});

it('biome fails on a cycle', async () => {
  const { code, output } = await lint({
    'server/chats/service.ts': "import { b } from './receipts.ts';\nexport const a = () => b;",
    'server/chats/receipts.ts': "import { a } from './service.ts';\nexport const b = () => a;",
  });
  expect(output).toContain('noImportCycles');
  expect(code).not.toBe(0);
});

it('biome lets each thing pass in the one place where it belongs', async () => {
  const { code, output } = await lint({
    'desktop/renderer/calls/peer.ts': 'export const peer = new RTCPeerConnection();',
    'desktop/renderer/transport/socket.ts': "export const socket = new WebSocket('ws://a');",
    'desktop/main/tray.ts': "import { Tray } from 'electron';\nexport const tray = Tray;",
    'server/config.ts': 'export const environment = process.env;',
  });
  expect(output).not.toMatch(/noRestricted|noProcessEnv/);
  expect(code).toBe(0);
});
