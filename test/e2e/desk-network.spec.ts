// The desktop's way to a server, with real ones: a certificate that no authority vouches for, and a proxy.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTls, type Server } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from '@playwright/test';
import { test as base, type WithBridge } from '../desktop/shell.ts';
import { type Desktop, launchDesktop } from '../harness/electron.ts';
import { removeFolder } from '../harness/folder.ts';

const run = promisify(execFile);
interface Parts {
  folder: string;
  /** Starts the desktop with the one profile of the test. */
  launch: () => Promise<Desktop>;
  serve: (certificate: { key: Buffer; cert: Buffer }, port?: number) => Promise<Server>;
}
const test = base.extend<Parts>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs out of the pattern
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'baraza-tls-'));
    await use(folder);
    await removeFolder(folder);
  },
  launch: async ({ folder, display }, use) => {
    const launched: { desktop: Desktop; hasEnded: () => boolean }[] = [];
    await use(async () => {
      const profile = join(folder, 'profile');
      const desktop = await launchDesktop({ profile, env: { DISPLAY: display.name } });
      const child = desktop.app.process();
      launched.push({ desktop, hasEnded: () => child.exitCode !== null || child.signalCode !== null });
      return desktop;
    });
    for (const { desktop, hasEnded } of launched) if (!hasEnded()) await desktop.quit();
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs out of the pattern
  serve: async ({}, use) => {
    const opened: Server[] = [];
    await use(async (certificate, port = 0) => {
      const server = createTls(certificate, alive);
      opened.push(server);
      server.listen(port, 'localhost');
      await once(server, 'listening');
      return server;
    });
    for (const server of opened) end(server);
  },
});

test.describe.configure({ timeout: 90_000 });

/** A key and a certificate signed by nobody but itself. */
async function certificate(folder: string, name: string) {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', '/CN=localhost'],
    ...['-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert],
  ]);
  const { stdout } = await run('openssl', ['x509', '-in', cert, '-noout', '-fingerprint', '-sha256']);
  return { key: readFileSync(key), cert: readFileSync(cert), fingerprint: stdout.trim().split('=')[1] };
}

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;

function end(server: Server): void {
  server.closeAllConnections();
  server.close();
}

const alive = (_request: IncomingMessage, response: ServerResponse) => {
  response.setHeader('Content-Type', 'application/json');
  response.setHeader('Access-Control-Allow-Origin', 'app://baraza');
  response.end('{"status":"live"}');
};

test('a certificate of one’s own is taken only after its fingerprint was shown, and a change of it is warned of', async ({
  folder,
  launch,
  serve,
}) => {
  const [first, other] = [await certificate(folder, 'first'), await certificate(folder, 'other')];
  const server = await serve(first);
  const port = portOf(server);
  const { page, profile, quit } = await launch();
  await page.getByTestId('server-url').fill(`https://localhost:${port}`);
  await page.getByTestId('submit').click();
  await expect(page.getByTestId('fingerprint')).toHaveText(String(first.fingerprint));
  await expect(page.getByTestId('certificate-changed')).toHaveCount(0);
  await page.getByTestId('refuse-certificate').click();
  await expect(page.getByTestId('username')).toHaveCount(0);
  await page.getByTestId('submit').click();
  await page.getByTestId('trust-certificate').click();
  await expect.poll(() => existsSync(join(profile, 'certificates.json'))).toBe(true);
  expect(readFileSync(join(profile, 'certificates.json'), 'utf8')).toContain(first.fingerprint);
  const refused = await page.evaluate(
    hostname => window.baraza?.trustCertificate(hostname, '00'.repeat(32)),
    'localhost',
  );
  expect(refused).toBe(false);
  await quit();
  const after = await launch();
  await after.page.getByTestId('server-url').fill(`https://localhost:${port}`);
  await after.page.getByTestId('submit').click();
  await expect(after.page.getByTestId('username')).toBeVisible();
  await after.quit();
  const closed = once(server, 'close');
  end(server);
  await closed;
  await serve(other, port);
  const again = await launch();
  await again.page.getByTestId('username').fill('amina');
  await again.page.getByTestId('password').fill('a long enough password');
  await again.page.getByTestId('submit').click();
  await expect(again.page.getByTestId('certificate-changed')).toBeVisible();
  await expect(again.page.getByTestId('fingerprint')).toHaveText(String(other.fingerprint));
  await again.page.getByTestId('refuse-certificate').click();
  await expect(again.page.getByTestId('form-error')).toBeVisible();
});

test('requests go through the proxy that is named, and past it when none is wanted', async ({
  openShell,
}) => {
  const seen: string[] = [];
  const server = createHttp(alive);
  const proxy = createHttp((request, response) => {
    seen.push(String(request.url));
    alive(request, response);
  });
  proxy.on('connect', (request, socket, head) => {
    seen.push(String(request.url));
    const onward = connect((server.address() as AddressInfo).port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
  });
  const ports = await Promise.all(
    [server, proxy].map(async each => {
      each.listen(0, '127.0.0.1');
      await once(each, 'listening');
      return (each.address() as AddressInfo).port;
    }),
  );
  const { page } = await openShell();
  const set = (mode: 'manual' | 'none') =>
    page.evaluate(setting => (window as unknown as WithBridge).baraza.setSettings({ proxy: setting }), {
      mode,
      server: `127.0.0.1:${ports[1]}`,
    });
  const probe = (url: string) =>
    page.evaluate(address => (window as unknown as WithBridge).baraza.probeServer(address), url);
  await set('manual');
  await expect.poll(() => probe('http://chat.example.org')).toBe('baraza');
  expect(seen).toContain('http://chat.example.org/health/live');
  await set('none');
  const before = seen.length;
  await expect.poll(() => probe(`http://127.0.0.1:${ports[0]}`)).toBe('baraza');
  expect(seen).toHaveLength(before);
  const refused = await page.evaluate(() =>
    (window as unknown as WithBridge).baraza
      .setSettings({ proxy: { mode: 'by force', server: '' } } as never)
      .catch((error: Error) => error.message),
  );
  expect(refused).toMatch(/^invalid/);
  server.close();
  proxy.close();
});
