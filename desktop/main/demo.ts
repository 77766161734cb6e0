// The account of a demo profile: read once from a private file, then the file is gone.
import { readFileSync, rmSync, statSync } from 'node:fs';
import { Compile } from 'typebox/compile';
import type { DemoSignIn } from '../ipc/channels.ts';
import type { Log } from './log.ts';
import { demoSignInSchema } from './schemas.ts';

const check = Compile(demoSignInSchema);

/** Takes the account out of its file; a file that others can read, or that says something else, is refused. */
export function takeDemoSignIn(path: string, log: Log): DemoSignIn | null {
  try {
    const isPrivate = process.platform === 'win32' || (statSync(path).mode & 0o777) === 0o600;
    if (!isPrivate) {
      log.warn('The demo sign-in file must have mode 0600; it was not used');
      return null;
    }
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    rmSync(path);
    if (check.Check(value)) return value;
    log.warn('The demo sign-in file does not have the expected shape');
  } catch {
    log.warn('The demo sign-in file could not be read');
  }
  return null;
}
