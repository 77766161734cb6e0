// npm start as a person meets it: one address, a clean end, one clear sentence when something is in the way.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type ProcessNote, stillRuns } from './run/identity.ts';
import { freePort, listen } from './run/port.ts';

// Each of these starts a whole system, some twice, on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 180_000 });

let folder: string;
const launched: Launched[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'baraza-start-'));
});

afterEach(async () => {
  for (const one of launched.splice(0)) {
    one.child.kill('SIGTERM');
    await one.ended;
  }
  rmSync(folder, { recursive: true });
});

interface Launched {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  output(): string;
  says(text: string): Promise<void>;
}

function launch(port: number | string, args = ['--server-only']): Launched {
  const { DISPLAY: _, MONGODB_URI: __, ...env } = process.env;
  const child = spawn(process.execPath, [join(import.meta.dirname, 'launch.mjs'), 'start', ...args], {
    env: { ...env, BARAZA_DATA_DIR: folder, BARAZA_TEST_BUILD: '1', PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const watchers = new Set<() => void>();
  const take = (part: Buffer) => {
    text += part.toString('utf8');
    for (const watcher of watchers) watcher();
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const ended = new Promise<number | null>(resolve => child.once('close', code => resolve(code)));
  const says = (wanted: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (text.includes(wanted)) resolve();
      };
      watchers.add(look);
      look();
      void ended.then(() => reject(new Error(`It ended without saying "${wanted}": ${text}`)));
    });
  const one = { child, ended, output: () => text, says };
  launched.push(one);
  return one;
}

interface LockContent {
  readonly owner: ProcessNote;
  readonly children: readonly ProcessNote[];
}

function readLock(): LockContent {
  return JSON.parse(readFileSync(join(folder, 'run.lock'), 'utf8')) as LockContent;
}

it('serves the web client and ends all it started on Ctrl-C', async () => {
  const port = await freePort();
  const one = launch(port);
  await one.says(`Baraza is ready: http://127.0.0.1:${port}`);
  const page = await fetch(`http://127.0.0.1:${port}/`);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toContain('text/html');
  const { children } = readLock();
  expect(children).toHaveLength(2);
  one.child.kill('SIGINT');
  expect(await one.ended).toBe(0);
  expect(children.filter(stillRuns)).toEqual([]);
  expect(existsSync(join(folder, 'run.lock'))).toBe(false);
});

it('tells a second start on the same data folder where the first one is, and leaves that alone', async () => {
  const port = await freePort();
  const first = launch(port);
  await first.says('Baraza is ready');
  const second = launch(await freePort());
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain(`Baraza already runs on ${folder}, at http://127.0.0.1:${port}`);
  expect(second.output()).toContain('BARAZA_DATA_DIR');
  expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200);
});

it('says that the port is in use, and how to take another', async () => {
  const other = createServer();
  const port = await listen(other);
  const one = launch(port);
  expect(await one.ended).toBe(1);
  other.close();
  expect(one.output()).toContain(`Port ${port} is already in use by another program.`);
  expect(one.output()).toContain(`PORT=${port + 1} npm start`);
  expect(one.output()).not.toContain('    at ');
});

it('says that a port is none', async () => {
  const one = launch('5000 or so');
  expect(await one.ended).toBe(1);
  expect(one.output()).toContain('PORT is "5000 or so", which is no port');
});

it('recovers by itself after it was killed, with the same data', async () => {
  const port = await freePort();
  const first = launch(port);
  await first.says('Baraza is ready');
  const account = { username: 'amina', displayName: 'Amina', password: 'a long pass phrase' };
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(account);
  const registered = await fetch(`http://127.0.0.1:${port}/api/v1/auth/register`, {
    method: 'POST',
    headers,
    body,
  });
  expect(registered.status).toBe(201);
  const { owner, children } = readLock();
  process.kill(owner.pid, 'SIGKILL');
  await first.ended;
  expect(children.filter(stillRuns)).toHaveLength(2);

  const second = launch(port);
  await second.says('Baraza is ready');
  expect(children.filter(stillRuns)).toEqual([]);
  const login = await fetch(`http://127.0.0.1:${port}/api/v1/auth/login`, { method: 'POST', headers, body });
  expect(login.status).toBe(200);
});
