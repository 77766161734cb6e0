import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCommandLine } from './commandline.ts';
import { reloadDelay } from './crashes.ts';
import { createLinks } from './links.ts';
import { createLog } from './log.ts';
import { isOutsideLink, isOwnPage } from './origin.ts';
import { isAllowed } from './permissions.ts';
import { fileFor, servePage } from './protocol.ts';

test('only our own origin is our own page', () => {
  expect(isOwnPage('app://baraza/index.html#/chats')).toBe(true);
  const others = [
    'app://other/',
    'https://baraza/',
    'app://baraza.evil/',
    'app://x@baraza/',
    'about:blank',
    'app:',
    '',
  ];
  for (const url of others) expect(isOwnPage(url)).toBe(false);
});

test('only web and mail links go outside', () => {
  for (const url of ['https://example.org', 'http://example.org', 'mailto:a@example.org'])
    expect(isOutsideLink(url)).toBe(true);
  for (const url of [
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://x',
    'ms-settings:',
    'app://baraza/',
    'x',
  ])
    expect(isOutsideLink(url)).toBe(false);
});

test('a permission is given by the table, to our own page', () => {
  for (const name of ['media', 'display-capture', 'fullscreen', 'notifications', 'speaker-selection'])
    expect(isAllowed(name, 'app://baraza/')).toBe(true);
  for (const name of [
    'geolocation',
    'midi',
    'hid',
    'clipboard-read',
    'openExternal',
    'unknown',
    'constructor',
  ])
    expect(isAllowed(name, 'app://baraza/')).toBe(false);
  expect(isAllowed('media', 'https://example.org/')).toBe(false);
});

test('files are served from below the root only', () => {
  expect(fileFor('/root', 'app://baraza/')).toBe('/root/index.html');
  expect(fileFor('/root', 'app://baraza/assets/a.js?x#y')).toBe('/root/assets/a.js');
  // The address itself is already brought below the root.
  expect(fileFor('/root', 'app://baraza/%2e%2e/../x')).toBe('/root/x');
  const outside = ['..%2fx', 'a/..%2f..%2f..%2fetc/passwd', '%00', 'a%5c..%5cx', '%E0%A4%A'];
  for (const path of outside) expect(fileFor('/root', `app://baraza/${path}`)).toBeNull();
  expect(fileFor('/root', 'app://other/index.html')).toBeNull();
});

test('each answer carries the policy of the chosen server, a missing file too', async () => {
  const root = mkdtempSync(join(tmpdir(), 'baraza-page-'));
  mkdirSync(join(root, 'folder'));
  writeFileSync(join(root, 'index.html'), '<p>hello');
  const page = await servePage(root, 'app://baraza/index.html', 'https://chat.example.org');
  expect([page.status, page.type, page.body.toString()]).toEqual([
    200,
    'text/html; charset=utf-8',
    '<p>hello',
  ]);
  expect(page.headers['Content-Security-Policy']).toContain('wss://chat.example.org');
  for (const path of ['none.js', 'folder', 'index.html/x']) {
    const missing = await servePage(root, `app://baraza/${path}`, null);
    expect(missing.status).toBe(404);
    expect(missing.headers['Content-Security-Policy']).toContain("connect-src 'self';");
  }
  rmSync(root, { recursive: true });
});

test('the command line gives what is ours and passes over the rest', () => {
  const argv = [
    'baraza',
    '--no-sandbox',
    '--hidden',
    '--server=http://127.0.0.1:5000/',
    '--profile-dir=/p',
    'baraza://user/a',
  ];
  expect(readCommandLine(argv)).toEqual({
    hidden: true,
    server: 'http://127.0.0.1:5000',
    profileDir: '/p',
    demoSignIn: null,
    link: 'baraza://user/a',
  });
  expect(readCommandLine(['baraza', '--server=javascript:x', 'baraza://evil/x', '--profile-dir='])).toEqual({
    hidden: false,
    server: null,
    profileDir: null,
    demoSignIn: null,
    link: null,
  });
});

test('links wait for the page, a bounded number of them, and wrong ones never arrive', () => {
  const delivered: string[] = [];
  const links = createLinks(
    url => delivered.push(url),
    createLog(
      () => undefined,
      () => new Date(0),
    ),
  );
  for (let index = 0; index < 10; index += 1) links.open(`baraza://chat/c${index}`);
  links.open('baraza://evil/x');
  expect(delivered).toEqual([]);
  links.setReady(true);
  expect(delivered).toEqual(Array.from({ length: 8 }, (_, index) => `baraza://chat/c${index + 2}`));
  links.open('baraza://user/amina');
  expect(delivered.at(-1)).toBe('baraza://user/amina');
});

test('a page that crashes is loaded again later each time, and not for ever', () => {
  expect(reloadDelay([0], 0)).toBe(500);
  expect(reloadDelay([0, 10], 10)).toBe(2000);
  expect(reloadDelay([0, 10, 20], 20)).toBe(8000);
  expect(reloadDelay([0, 10, 20, 30], 30)).toBeNull();
  expect(reloadDelay([0, 10, 20, 700_000], 700_000)).toBe(500);
});
