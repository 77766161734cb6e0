// Unlocks an empty keyring on the session bus of this test process, so that safeStorage has one to seal with.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemParts } from '../../scripts/provision/apt.ts';

export interface Keyring {
  /** For the app that shall find it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const READY_MS = 15_000;

/** Starts gnome-keyring in the foreground and unlocks it with an empty password. */
export async function startKeyring(): Promise<Keyring> {
  const folder = mkdtempSync(join(tmpdir(), 'baraza-keyring-'));
  const env = { ...process.env, XDG_DATA_HOME: folder, XDG_RUNTIME_DIR: folder };
  const args = ['--foreground', '--unlock', '--components=secrets'];
  const child = spawn(systemParts.keyring.program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
  child.stdin.end('\n');
  // Its first line names the control folder: from then on it answers.
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('gnome-keyring did not get ready')), READY_MS);
    const done = (end: () => void) => {
      clearTimeout(timer);
      end();
    };
    child.stdout.once('data', () => done(resolve));
    child.once('error', error => done(() => reject(error)));
    child.once('exit', code => done(() => reject(new Error(`gnome-keyring ended with ${code}`))));
  });
  return {
    env: { XDG_CURRENT_DESKTOP: 'GNOME' },
    stop: async () => {
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
