// Finds system programs, and installs the missing ones where that is possible: Debian and its kin, as root.
import { run, which } from './command.ts';
import { Problem, say } from './say.ts';

/** A system part: the program that shows that it is there, and the package that brings it. */
export interface SystemPart {
  readonly program: string;
  readonly packages: readonly string[];
}

export const systemParts = {
  redis: { program: 'redis-server', packages: ['redis-server'] },
  turn: { program: 'turnserver', packages: ['coturn'] },
  chromium: { program: 'chromium', packages: ['chromium'] },
  xvfb: { program: 'Xvfb', packages: ['xvfb'] },
  sessionBus: { program: 'dbus-run-session', packages: ['dbus-x11'] },
  notifications: { program: 'dunst', packages: ['dunst'] },
  keyring: { program: 'gnome-keyring-daemon', packages: ['gnome-keyring'] },
} as const satisfies Record<string, SystemPart>;

/** What the test's Electron links against beyond a bare Debian. */
export const electronLibraries = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libxtst6',
  'libsecret-1-0',
  'libnotify4',
  // gdbus, which the tests ask the session bus with.
  'libglib2.0-bin',
];

/** Makes sure that every part is installed; says what it installs, and who must do it when it cannot. */
export async function provideSystemParts(
  parts: readonly SystemPart[],
  libraries: readonly string[] = [],
): Promise<void> {
  const missing = parts.filter(part => !which(part.program)).flatMap(part => part.packages);
  const missingLibraries = libraries.length > 0 ? await notInstalled(libraries) : [];
  const wanted = [...missing, ...missingLibraries];
  if (wanted.length > 0) await aptInstall(wanted);
}

async function notInstalled(packages: readonly string[]): Promise<string[]> {
  if (!which('dpkg-query')) return [];
  const checks = packages.map(async name => {
    // Since 64-bit time, Debian and Ubuntu carry some of these under the name with t64 at its end.
    const { output } = await run('dpkg-query', ['-s', name, `${name}t64`]);
    return output.includes('Status: install ok installed') ? [] : [name];
  });
  return (await Promise.all(checks)).flat();
}

/** Installs Debian packages; a clear message where that cannot be done. */
export async function aptInstall(packages: readonly string[]): Promise<void> {
  const list = packages.join(' ');
  if (!which('apt-get')) {
    throw new Problem(
      `Missing on this system: ${list}`,
      'Install these with the package manager of your system',
    );
  }
  if (process.getuid?.() !== 0) {
    throw new Problem(`Missing on this system: ${list}`, `Run: sudo apt-get install -y ${list}`);
  }
  say(`Installing from the system's packages: ${list}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const onLine = (line: string) => {
    if (/^(Setting up|Fetched|Need to get|E:|Err:)/.test(line)) say(`  ${line}`);
  };
  const install = () =>
    run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env, onLine });
  let outcome = await install();
  if (outcome.code !== 0) {
    say('  Reading the list of packages anew');
    await run('apt-get', ['update'], { env });
    outcome = await install();
  }
  if (outcome.code !== 0) {
    const reason = outcome.output.trim().split('\n').at(-1) ?? '';
    throw new Problem(
      `The system's packages could not be installed: ${reason}`,
      `Try by hand: apt-get update && apt-get install -y ${list}`,
    );
  }
}
