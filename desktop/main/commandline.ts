// What the command line of the program may say.
import { parseLink, parseServerOrigin } from '../ipc/link.ts';

export interface CommandLine {
  hidden: boolean;
  server: string | null;
  profileDir: string | null;
  demoSignIn: string | null;
  link: string | null;
}

/** Reads the arguments that are ours and passes over the rest, which belongs to the engine. */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const server = optionOf(argv, '--server');
  return {
    hidden: argv.includes('--hidden'),
    server: server === null ? null : parseServerOrigin(server),
    profileDir: optionOf(argv, '--profile-dir'),
    demoSignIn: optionOf(argv, '--demo-sign-in'),
    link: argv.find(word => parseLink(word) !== null) ?? null,
  };
}

function optionOf(argv: readonly string[], name: string): string | null {
  const word = argv.find(item => item.startsWith(`${name}=`));
  const value = word?.slice(name.length + 1) ?? '';
  return value === '' ? null : value;
}
