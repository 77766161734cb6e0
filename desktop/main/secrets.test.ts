import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from './log.ts';
import { hasRealKeyring, type Keyring, openSecrets } from './secrets.ts';

// The real keyring is tried in test/e2e/shell.spec.ts; here one that seals with a byte shows what is done with it.
function keyring(key: number | null, backend?: string): Keyring {
  const shift = (bytes: Buffer) => Buffer.from(bytes.map(byte => byte ^ (key ?? 0)));
  return {
    isEncryptionAvailable: () => key !== null,
    encryptString: text => Buffer.concat([Buffer.from([key ?? 0]), shift(Buffer.from(text))]),
    decryptString: sealed => {
      if (sealed[0] !== key) throw new Error(`cannot open ${sealed.toString('hex')}`);
      return shift(sealed.subarray(1)).toString();
    },
    ...(backend === undefined ? {} : { getSelectedStorageBackend: () => backend }),
  };
}

let folder: string;
let lines: string[];
const open = (ring: Keyring) =>
  openSecrets(
    folder,
    ring,
    'linux',
    createLog(
      line => lines.push(line),
      () => new Date(0),
    ),
    () => 42,
  );
const file = () => readFileSync(join(folder, 'secrets.json'), 'utf8');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'baraza-secrets-'));
  lines = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('with a keyring a secret is sealed and comes back after a restart', () => {
  open(keyring(7)).set('session', 'token');
  expect(file()).not.toContain('token');
  expect(open(keyring(7)).get('session')).toBe('token');
});

test('without one it lives in a file that only its owner reads', () => {
  const secrets = open(keyring(null));
  secrets.set('session', 'token');
  expect(secrets.kind).toBe('file');
  expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
  expect(open(keyring(null)).get('session')).toBe('token');
});

test('a keyring that was lost or changed reads as no secret, warned of without its content', () => {
  open(keyring(7)).set('session', 'token');
  const sealed = JSON.parse(file()).entries[0].sealed;
  const later = open(keyring(9));
  expect(later.get('session')).toBeNull();
  expect(lines.join('')).toContain('"session"');
  expect(lines.join('')).not.toContain(sealed);
  expect(lines.join('')).not.toContain(Buffer.from(sealed, 'base64').toString('hex'));
  later.set('session', 'new');
  expect(later.get('session')).toBe('new');
});

test('names from the prototype are no secrets, and deleting what is not there changes nothing', () => {
  const secrets = open(keyring(null));
  expect(secrets.get('__proto__')).toBeNull();
  secrets.set('__proto__', 'x');
  expect(open(keyring(null)).get('__proto__')).toBe('x');
  secrets.delete('other');
  secrets.delete('__proto__');
  expect(open(keyring(null)).get('__proto__')).toBeNull();
});

test('the number of secrets is bounded', () => {
  const secrets = open(keyring(null));
  for (let index = 0; index < 256; index += 1) secrets.set(`key${index}`, 'x');
  expect(() => secrets.set('one more', 'x')).toThrow('Too many secrets');
  secrets.set('key0', 'still replaceable');
  expect(secrets.get('key0')).toBe('still replaceable');
});

test('a broken file is kept aside', () => {
  writeFileSync(join(folder, 'secrets.json'), '{"version":2}');
  expect(open(keyring(7)).get('session')).toBeNull();
  expect(readdirSync(folder)).toEqual(['secrets.corrupt-42.json']);
});

test('a keyring with a key that everyone knows does not count on Linux', () => {
  expect(hasRealKeyring(keyring(7, 'basic_text'), 'linux')).toBe(false);
  expect(hasRealKeyring(keyring(7, 'gnome_libsecret'), 'linux')).toBe(true);
  expect(hasRealKeyring(keyring(7), 'linux')).toBe(true);
  expect(hasRealKeyring(keyring(7), 'darwin')).toBe(true);
  expect(hasRealKeyring(keyring(null), 'win32')).toBe(false);
});
