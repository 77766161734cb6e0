// A few processes that look into files: bounded in number, time and memory, so that no bomb reaches the server itself.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../common/errors.ts';
import type { Log } from '../context.ts';
import type { Picture } from './pictures.ts';
import type { PictureType } from './strip.ts';

/** What a process is asked; each answer comes before the next question. */
export type Question =
  | { readonly what: 'type'; readonly head: Buffer; readonly whole: boolean }
  | { readonly what: 'picture'; readonly type: PictureType; readonly bytes: Buffer }
  | { readonly what: 'square'; readonly bytes: Buffer };
export type Answer = { readonly answer: string | Picture | Buffer } | { readonly failed: string };

export type Inspector = ReturnType<typeof createInspector>;

interface Options {
  log: Log;
  /** Milliseconds for one answer. */
  within?: number;
  program?: URL;
}

const processes = 2;
const mostWaiting = 200;
const idleFor = 30_000;

export function createInspector({ log, within = 20_000, program }: Options) {
  const path = fileURLToPath(program ?? new URL('./inspection.ts', import.meta.url));
  const idle: { child: ChildProcess; timer: NodeJS.Timeout }[] = [];
  const all = new Set<ChildProcess>();
  const waiting: (() => void)[] = [];
  let free = processes;

  function take(): ChildProcess {
    const held = idle.pop();
    if (held !== undefined) {
      clearTimeout(held.timer);
      return held.child;
    }
    const child = fork(path, [], {
      serialization: 'advanced',
      execArgv: ['--max-old-space-size=256'],
      // Neither its words nor the server's secrets are its business.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: {},
    });
    all.add(child);
    child.once('exit', () => {
      all.delete(child);
      forget(child);
    });
    return child;
  }

  function forget(child: ChildProcess): void {
    const index = idle.findIndex(entry => entry.child === child);
    if (index >= 0) clearTimeout(idle.splice(index, 1)[0]?.timer);
  }

  function giveBack(child: ChildProcess): void {
    if (!child.connected) return;
    const timer = setTimeout(() => {
      forget(child);
      child.kill('SIGKILL');
    }, idleFor);
    timer.unref();
    idle.push({ child, timer });
  }

  async function turn(): Promise<void> {
    if (free > 0) {
      free -= 1;
      return;
    }
    if (waiting.length >= mostWaiting) {
      throw new AppError('unavailable', 'Too many files are looked at right now; try again');
    }
    await new Promise<void>(resolve => waiting.push(resolve));
  }

  function next(): void {
    const first = waiting.shift();
    if (first === undefined) free += 1;
    else first();
  }

  /** The answer, or null where the bytes were too much for the process: it is then ended. */
  async function ask(load: () => Promise<Question>): Promise<string | Picture | Buffer | null> {
    await turn();
    try {
      const question = await load();
      const child = take();
      const answer = await answerOf(child, question, within);
      if ('failed' in answer) log.info({ reason: answer.failed }, 'A file could not be looked into');
      giveBack(child);
      return 'failed' in answer ? null : answer.answer;
    } finally {
      next();
    }
  }

  return {
    /** Media type of the first bytes; `whole` when there are no more. */
    type: async (head: Buffer, whole: boolean) =>
      ((await ask(async () => ({ what: 'type', head, whole }))) ?? 'application/octet-stream') as string,
    /** The picture made safe, or null when it can not be decoded. The bytes are loaded when it is their turn. */
    picture: async (type: PictureType, load: () => Promise<Buffer>) =>
      (await ask(async () => ({ what: 'picture', type, bytes: await load() }))) as Picture | null,
    square: async (load: () => Promise<Buffer>) =>
      (await ask(async () => ({ what: 'square', bytes: await load() }))) as Buffer | null,
    close(): void {
      for (const child of all) child.kill('SIGKILL');
    },
  };
}

function answerOf(child: ChildProcess, question: Question, limit: number): Promise<Answer> {
  return new Promise(resolve => {
    const settle = (answer: Answer) => {
      clearTimeout(timer);
      child.removeAllListeners('message').off('exit', died).off('error', died);
      resolve(answer);
    };
    const died = () => settle({ failed: 'The process ended' });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      child.disconnect();
      settle({ failed: 'It took too long' });
    }, limit);
    child.on('message', answer => settle(reviveBuffers(answer as Answer)));
    child.on('exit', died);
    child.on('error', died);
    child.send(question);
  });
}

/** Buffers cross as plain bytes. */
function reviveBuffers(message: Answer): Answer {
  if ('failed' in message || typeof message.answer === 'string') return message;
  const { answer } = message;
  if (answer instanceof Uint8Array) return { answer: asBuffer(answer) };
  const { content, thumbnail } = answer;
  return {
    answer: {
      ...answer,
      content: asBuffer(content),
      ...(thumbnail && { thumbnail: asBuffer(thumbnail) }),
    },
  };
}

const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
