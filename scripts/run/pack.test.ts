// What electron-builder is told: held against its own schema, and against what the app promises.
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { packConfig, releaseNotes } from './pack.ts';
import { withRollout } from './rollout.ts';

// The schema belongs to a part of electron-builder that is no dependency of ours.
const packer = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'));
const { validateConfiguration } = packer('app-builder-lib/out/util/config/config.js') as {
  validateConfiguration(config: unknown, log: object): Promise<void>;
};
const log = { isEnabled: false, add: () => undefined };
const electron = { executable: '/somewhere/electron', version: '45.0.0', isProduct: true };
const feed = { url: 'https://files.example.org/baraza', channel: 'latest' };
const config = (more = {}) => packConfig({ electron, output: '/out', ...more }, '/app', null);

test('every target is configured as the packer’s own schema wants it, with and without a feed', async () => {
  await validateConfiguration(config(), log);
  await validateConfiguration(config({ feed, signed: true, version: '1.2.3' }), log);
  await expect(validateConfiguration({ ...config(), linx: {} }, log)).rejects.toThrow('linx');
});

test('all systems get their packages on both processors', () => {
  const targets = (system: string) => {
    const { target } = config()[system] as { target: { target: string; arch: string[] }[] };
    for (const each of target) expect(each.arch).toEqual(['x64', 'arm64']);
    return target.map(each => each.target);
  };
  expect(targets('linux')).toEqual(['AppImage', 'deb', 'rpm', 'tar.gz']);
  expect(targets('win')).toEqual(['nsis', 'msi']);
  expect(targets('mac')).toEqual(['dmg', 'zip']);
});

test('without a feed nothing is published and no app asks for updates; with one any static server will do', () => {
  expect(config().publish).toBeNull();
  expect(config({ feed }).publish).toEqual({ provider: 'generic', ...feed });
  expect(config({ signed: true }).forceCodeSigning).toBe(true);
});

test('the notes of an update are the newest part of the changelog', () => {
  expect(releaseNotes('# Changelog\n\n## 1.1\n\n- New\n\n## 1.0\n\n- Old\n')).toBe('- New');
  expect(releaseNotes()).not.toBe('');
});

test('a rollout writes its percentage once, all devices need none, and nonsense is refused', () => {
  const quarter = withRollout('version: 1.2.3\nsha512: abc\n', 25);
  expect(parse(quarter)).toEqual({ version: '1.2.3', sha512: 'abc', stagingPercentage: 25 });
  expect(parse(withRollout(quarter, 50))).toMatchObject({ stagingPercentage: 50 });
  expect(parse(withRollout(quarter, 100))).toEqual({ version: '1.2.3', sha512: 'abc' });
  expect(() => withRollout(quarter, 101)).toThrow('101 is not a rollout');
});
