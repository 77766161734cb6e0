// `npm run package`: the desktop app as a folder that runs as it is and as an archive, or as installers.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { arch } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { provideElectron, provideTestElectron } from './provision/electron.ts';
import { complain, Problem, say } from './provision/say.ts';
import { type Feed, pack, packArchive } from './run/pack.ts';
import { withRollout } from './run/rollout.ts';

const root = join(import.meta.dirname, '..');
const output = join(root, 'dist');
const USAGE = `npm run package [-- targets and options]

Without a target: a folder that runs as it is, and on Linux and macOS a tar.gz, in ${output}.
  targets        what this system can make, such as AppImage deb rpm, nsis msi, dmg zip, on both processors (deb:x64: on one);
                 all for all of them
  --signed       fail rather than to make something unsigned (certificates come from the environment)
  --rollout 25   give the update to a quarter of all devices only; run again with another number to widen it
BARAZA_UPDATE_URL is the address that the packaged app looks for updates at, BARAZA_UPDATE_CHANNEL the channel.`;

function feedOf({ BARAZA_UPDATE_URL: url, BARAZA_UPDATE_CHANNEL: channel }: NodeJS.ProcessEnv): Feed | null {
  if (!url) return null;
  if (!/^https:\/\//.test(url)) throw new Problem('BARAZA_UPDATE_URL must begin with https://', USAGE);
  return { url, channel: channel || 'latest' };
}

function widen(percentage: string): void {
  const channel = process.env.BARAZA_UPDATE_CHANNEL || 'latest';
  const names = [
    `${channel}.yml`,
    `${channel}-mac.yml`,
    `${channel}-linux.yml`,
    `${channel}-linux-arm64.yml`,
  ];
  for (const name of names) {
    const file = join(output, name);
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      throw error;
    }
    writeFileSync(file, withRollout(text, Number(percentage)));
    say(`${name}: ${percentage} % of all devices`);
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { signed: { type: 'boolean' }, rollout: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) return say(USAGE);
  const widens = values.rollout !== undefined && positionals.length === 0;
  if (!widens) await make(positionals, values.signed ?? false);
  if (values.rollout !== undefined) widen(values.rollout);
}

async function make(targets: readonly string[], signed: boolean): Promise<void> {
  const product = await provideElectron();
  if (product === undefined) {
    if (targets.length > 0)
      throw new Problem('Installers are made with the product’s own Electron only', USAGE);
    say('Packing with the older Electron of the tests: to try it here, never to ship');
  }
  const electron = product ?? (await provideTestElectron());
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  const packed = await pack({ electron, output, targets, signed, feed: feedOf(process.env) });
  say(packed.folder);
  if (targets.length > 0 || process.platform === 'win32') return;
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const kind = electron.isProduct ? '' : '-try';
  say(await packArchive(packed, output, `Baraza-${version}-${process.platform}-${arch()}${kind}`));
}

try {
  await main();
} catch (error) {
  process.exitCode = 1;
  complain(error);
}
