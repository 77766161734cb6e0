// A real, unlocked keyring on the session bus, so that safeStorage has something to seal with.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemParts } from '../../scripts/provision/apt.ts';
import { removeFolder } from '../harness/folder.ts';

export interface Keyring {
  /** For the app that shall find it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const run = promisify(execFile);
const ASK_EVERY = 200;
const READY_WITHIN = 15_000;

/** Starts gnome-keyring with an empty password and waits until it answers on the bus. */
export async function openKeyring(): Promise<Keyring> {
  const folder = mkdtempSync(join(tmpdir(), 'baraza-keyring-'));
  const env = { ...process.env, XDG_DATA_HOME: folder, XDG_RUNTIME_DIR: folder };
  const args = ['--foreground', '--unlock', '--components=secrets'];
  const child = spawn(systemParts.keyring.program, args, { env, stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.end('\n');
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    }
    await removeFolder(folder);
  };
  // It says nothing when it is ready, so the bus is asked; the login collection is there once it is unlocked.
  const deadline = performance.now() + READY_WITHIN;
  while (!(await hasLoginCollection())) {
    if (performance.now() > deadline) {
      await stop();
      throw new Error('gnome-keyring did not get ready');
    }
    await new Promise(resolve => setTimeout(resolve, ASK_EVERY));
  }
  return { env: { XDG_CURRENT_DESKTOP: 'GNOME' }, stop };
}

async function hasLoginCollection(): Promise<boolean> {
  if (!(await ask('org.freedesktop.DBus', 'NameHasOwner', ['org.freedesktop.secrets'])).includes('true'))
    return false;
  const collections = ['org.freedesktop.Secret.Service', 'Collections'];
  return (await ask('org.freedesktop.secrets', 'Properties.Get', collections)).includes('/login');
}

async function ask(service: string, method: string, args: readonly string[]): Promise<string> {
  const path = `/${service.replaceAll('.', '/')}`;
  const call = ['call', '--session', '--dest', service, '--object-path', path];
  try {
    return (await run('gdbus', [...call, '--method', `org.freedesktop.DBus.${method}`, ...args])).stdout;
  } catch {
    return '';
  }
}
