// Which certificates are taken, and what a person has to have seen before.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from './log.ts';
import { openTrust, verdictOf } from './trust.ts';

const UNKNOWN_AUTHORITY = -202;
const REVOKED = -206;
let folder: string;
let changed: string[];
const open = () =>
  openTrust(
    folder,
    createLog(
      () => undefined,
      () => new Date(0),
    ),
    () => 42,
    ({ fingerprint }) => changed.push(fingerprint),
  );

function presented(name: string, errorCode = UNKNOWN_AUTHORITY) {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  const wanted = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  execFileSync('openssl', [...wanted, '-subj', `/CN=${name}`, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  });
  return { hostname: 'chat.example.org', data: readFileSync(cert, 'utf8'), errorCode };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'baraza-trust-'));
  changed = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('an authority’s word counts, else only an unchanged certificate that was taken, and never a broken one', () => {
  expect(verdictOf({ errorCode: 0 }, 'A', undefined)).toBe('accepted');
  expect(verdictOf({ errorCode: UNKNOWN_AUTHORITY }, 'A', undefined)).toBe('unknown');
  expect(verdictOf({ errorCode: UNKNOWN_AUTHORITY }, 'A', 'A')).toBe('accepted');
  expect(verdictOf({ errorCode: UNKNOWN_AUTHORITY }, 'B', 'A')).toBe('changed');
  expect(verdictOf({ errorCode: REVOKED }, 'A', 'A')).toBe('refused');
});

test('only the certificate that was shown can be taken, and it is remembered for its server', () => {
  const own = presented('own');
  const trust = open();
  expect(trust.trust(own.hostname, 'AA')).toBe(false);
  expect(trust.accepts(own)).toBe(false);
  const shown = trust.refusedOf(own.hostname);
  expect(shown).toMatchObject({ hostname: own.hostname, issuer: 'own', earlier: null });
  expect(trust.trust(own.hostname, 'AA')).toBe(false);
  expect(trust.trust(own.hostname, shown?.fingerprint ?? '')).toBe(true);
  expect(trust.accepts(own)).toBe(true);
  expect(open().accepts(own)).toBe(true);
  expect(open().accepts({ ...own, hostname: 'other.example.org' })).toBe(false);
  expect(statSync(join(folder, 'certificates.json')).mode & 0o777).toBe(0o600);
});

test('another certificate of the same server is told once, with the one that was taken', () => {
  const [own, other] = [presented('own'), presented('other')];
  const trust = open();
  trust.accepts(own);
  const taken = trust.refusedOf(own.hostname)?.fingerprint ?? '';
  trust.trust(own.hostname, taken);
  expect([trust.accepts(other), trust.accepts(other)]).toEqual([false, false]);
  expect(trust.refusedOf(own.hostname)?.earlier).toBe(taken);
  expect(changed).toHaveLength(1);
  expect(trust.accepts(own)).toBe(true);
});
