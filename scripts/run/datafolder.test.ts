// The data folder: secrets made once and kept private, one run at a time, recovery after a kill.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { start } from './child.ts';
import { dataFolder, lockDataFolder, openDataFolder, openSecrets } from './datafolder.ts';
import { note, stillRuns } from './identity.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'baraza-data-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the place of the data folder', () => {
  it('is where BARAZA_DATA_DIR says', () => {
    expect(dataFolder({ BARAZA_DATA_DIR: folder })).toBe(folder);
  });

  it.runIf(process.platform === 'linux')('follows XDG_DATA_HOME on Linux', () => {
    expect(dataFolder({ XDG_DATA_HOME: '/somewhere' })).toBe('/somewhere/baraza');
  });

  it.skipIf(process.platform === 'win32')('is made private to its owner', () => {
    const fresh = join(folder, 'a/b');
    openDataFolder(fresh);
    expect(statSync(fresh).mode & 0o777).toBe(0o700);
  });
});

describe('secrets', () => {
  it('are made once, with 32 random bytes for the encryption key', () => {
    const secrets = openSecrets(folder);
    expect(Buffer.from(secrets.MONGODB_ENCRYPTION_KEY, 'base64')).toHaveLength(32);
    expect(secrets.JWT_SECRET.length).toBeGreaterThanOrEqual(32);
    expect(openSecrets(folder)).toEqual(secrets);
  });

  it.skipIf(process.platform === 'win32')('can be read by their owner only', () => {
    openSecrets(folder);
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('are never made anew over a damaged file', () => {
    writeFileSync(join(folder, 'secrets.json'), '{"JWT_SECRET": "a');
    expect(() => openSecrets(folder)).toThrow(/damaged/);
    expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).toBe('{"JWT_SECRET": "a');
  });
});

describe('the lock', () => {
  it('tells a second start who runs and where', async () => {
    const lock = await lockDataFolder(folder);
    lock.setAddress('http://127.0.0.1:5000');
    await expect(lockDataFolder(folder)).rejects.toThrow(`at http://127.0.0.1:5000 (process ${process.pid})`);
    lock.release();
    (await lockDataFolder(folder)).release();
  });

  it('of a killed run is taken over, and what that run left behind is ended', async () => {
    const child = await start(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const owner = { pid: process.pid, started: 'another process with this number' };
    const left = note(child.pid);
    writeFileSync(join(folder, 'run.lock'), JSON.stringify({ owner, children: [left] }));
    const lock = await lockDataFolder(folder);
    expect(stillRuns(left)).toBe(false);
    lock.release();
  });

  it('of a killed run never ends a program that merely got its number', async () => {
    const child = await start(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const gone = { pid: child.pid, started: 'another process with this number' };
    writeFileSync(join(folder, 'run.lock'), JSON.stringify({ owner: gone, children: [gone] }));
    const lock = await lockDataFolder(folder);
    expect(stillRuns(note(child.pid))).toBe(true);
    lock.release();
    await child.stop();
  });

  it('that was cut short by a crash is taken over', async () => {
    writeFileSync(join(folder, 'run.lock'), '{"owner": {"pi');
    const lock = await lockDataFolder(folder);
    lock.release();
  });
});
