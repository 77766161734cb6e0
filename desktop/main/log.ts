// The shell's own log: one line per event on stderr and in a bounded file of the profile. Never message text or secrets.
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isCode } from './files.ts';

export interface Log {
  info(text: string): void;
  warn(text: string): void;
  error(text: string, cause?: unknown): void;
}

const MAX_LOG_BYTES = 1024 * 1024;

/** A log that writes to `write`, with the time in front. */
export function createLog(write: (line: string) => void, now: () => Date): Log {
  const put = (level: string, text: string) => write(`${now().toISOString()} ${level} ${text}\n`);
  return {
    info: text => put('info', text),
    warn: text => put('warn', text),
    error: (text, cause) => put('error', cause === undefined ? text : `${text}: ${errorText(cause)}`),
  };
}

/** A writer to stderr and to `<folder>/main.log`, which is turned over once at 1 MB. */
export function logWriter(folder: string): (line: string) => void {
  const path = join(folder, 'main.log');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let size = sizeOf(path);
  return line => {
    process.stderr.write(line);
    if (size > MAX_LOG_BYTES) {
      renameSync(path, join(folder, 'main.1.log'));
      size = 0;
    }
    appendFileSync(path, line, { mode: 0o600 });
    size += line.length;
  };
}

/** An error in one piece of text. */
export function errorText(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return 0;
    throw error;
  }
}
