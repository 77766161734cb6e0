// Runs a program to its end, without a shell, and finds programs on the PATH.
import { type SpawnOptions, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Outcome {
  readonly code: number;
  readonly output: string;
}

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly timeoutMs?: number;
  /** Called for each line the program prints. */
  readonly onLine?: (line: string) => void;
}

/** Runs a program and collects what it prints; a program that cannot be started has code -1. */
export function run(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Outcome> {
  const spawnOptions: SpawnOptions = { stdio: ['ignore', 'pipe', 'pipe'] };
  if (options.env) spawnOptions.env = options.env;
  if (options.cwd) spawnOptions.cwd = options.cwd;
  if (options.timeoutMs) spawnOptions.timeout = options.timeoutMs;
  return new Promise(resolve => {
    const child = spawn(program, args, spawnOptions);
    let output = '';
    let rest = '';
    const take = (text: string) => {
      output += text;
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) options.onLine?.(line);
    };
    child.stdout?.setEncoding('utf8').on('data', take);
    child.stderr?.setEncoding('utf8').on('data', take);
    child.on('error', error => resolve({ code: -1, output: output + error.message }));
    child.on('close', code => resolve({ code: code ?? -1, output }));
  });
}

/** The full path of a program on the PATH, or undefined. */
export function which(program: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const names = process.platform === 'win32' ? [`${program}.exe`] : [program];
  // Debian keeps some daemons in folders that are not on an ordinary user's PATH.
  const folders = [...(env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.flatMap(folder => names.map(name => join(folder, name))).find(file => isExecutable(file));
}

/** Whether a file exists and may be run. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
