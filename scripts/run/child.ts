// Long-running programs that we start: their output, their end, and how they are stopped.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { Problem } from '../provision/say.ts';

export interface Running {
  readonly pid: number;
  /** Resolves when the program has ended. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  /** The last lines it printed; empty when its output goes to a file. */
  tail(): string;
  /** Asks it to end, waits, and forces it when it does not. */
  stop(options?: { readonly signal?: NodeJS.Signals; readonly graceMs?: number }): Promise<void>;
}

export interface StartOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Output is appended to this file; otherwise it is kept in memory, the newest part of it. */
  readonly logFile?: string;
  /** A process group of its own, so that Ctrl-C in the terminal reaches only us, who then stop it in order. */
  readonly ownGroup?: boolean;
  readonly onOutput?: (text: string) => void;
}

const KEPT_CHARACTERS = 200_000;
const GRACE_MS = 20_000;

/** Starts a program without a shell. */
export async function start(
  program: string,
  args: readonly string[],
  options: StartOptions = {},
): Promise<Running> {
  const log = options.logFile === undefined ? 'pipe' : openSync(options.logFile, 'a', 0o600);
  const child = spawn(program, args, {
    stdio: ['ignore', log, log],
    detached: options.ownGroup ?? false,
    windowsHide: true,
    ...(options.env ? { env: options.env } : {}),
    ...(options.cwd ? { cwd: options.cwd } : {}),
  });
  if (typeof log === 'number') closeSync(log);
  const ended = new Promise<number | NodeJS.Signals | null>(resolve => {
    child.once('exit', (code, signal) => resolve(code ?? signal));
    child.once('error', () => resolve(null));
  });
  const tail = keepTail(child, options.onOutput);
  if (!options.ownGroup) endWithUs(child);
  const { pid } = child;
  if (pid === undefined) {
    await ended;
    throw new Problem(`${program} could not be started`, 'Check that it is installed and may be run');
  }
  return { pid, ended, tail, stop: async how => stopChild(child, ended, how) };
}

// A test that fails half-way must not leave its servers running after the run.
const ours = new Set<ChildProcess>();

function endWithUs(child: ChildProcess): void {
  if (ours.size === 0) process.once('exit', killOurs);
  ours.add(child);
  child.once('exit', () => {
    ours.delete(child);
    if (ours.size === 0) process.off('exit', killOurs);
  });
}

function killOurs(): void {
  for (const child of ours) child.kill('SIGKILL');
}

function keepTail(child: ChildProcess, onOutput: StartOptions['onOutput']): () => string {
  let text = '';
  const take = (part: string) => {
    text = (text + part).slice(-KEPT_CHARACTERS);
    onOutput?.(part);
  };
  child.stdout?.setEncoding('utf8').on('data', take);
  child.stderr?.setEncoding('utf8').on('data', take);
  return () => text;
}

async function stopChild(
  child: ChildProcess,
  ended: Promise<unknown>,
  {
    signal = 'SIGTERM',
    graceMs = GRACE_MS,
  }: { readonly signal?: NodeJS.Signals; readonly graceMs?: number } = {},
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(timer);
}

/** Runs a program to its end with its output going straight to ours; gives its exit code, 1 if a signal ended it. */
export function passThrough(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'inherit', 'inherit'] });
    const forward = (signal: NodeJS.Signals) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    for (const signal of signals) process.on(signal, forward);
    child.once('error', reject);
    child.once('exit', code => {
      for (const signal of signals) process.off(signal, forward);
      resolve(code ?? 1);
    });
  });
}
