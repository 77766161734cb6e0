// What a person sees while parts are prepared: one line per step, a moving line per download.

/** A failure that a person can mend: one sentence, and what to do about it. */
export class Problem extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Problem';
    this.remedy = remedy;
  }
}

/** Prints one line; a progress line in the making is ended first. */
export function say(line: string): void {
  endProgress();
  process.stdout.write(`${line}\n`);
}

let progressOpen = false;

function endProgress(): void {
  if (progressOpen) process.stdout.write('\n');
  progressOpen = false;
}

export interface Progress {
  update(done: number, total: number | undefined): void;
  end(): void;
}

/** A progress line: rewritten in place on a terminal, a new line at every quarter elsewhere. */
export function progress(label: string): Progress {
  const terminal = process.stdout.isTTY === true;
  let shown = -1;
  return {
    update(done, total) {
      const percent = total ? Math.floor((100 * done) / total) : undefined;
      const mark = percent ?? Math.floor(done / 10_000_000);
      const step = terminal || percent === undefined ? mark : Math.floor(percent / 25);
      if (step === shown) return;
      shown = step;
      const amount = percent === undefined ? megabytes(done) : `${percent} % of ${megabytes(total ?? done)}`;
      if (terminal) {
        process.stdout.write(`\r${label}: ${amount}\x1b[K`);
        progressOpen = true;
      } else {
        process.stdout.write(`${label}: ${amount}\n`);
      }
    },
    end: endProgress,
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
}

/** Turns the system's error codes into a sentence with a remedy; anything else is handed back as it is. */
export function explain(error: unknown): unknown {
  const code = errorCode(error);
  if (error instanceof Problem || code === undefined) return error;
  const path = (error as NodeJS.ErrnoException).path ?? 'the disk';
  switch (code) {
    case 'ENOSPC':
      return new Problem(
        `The disk is full: nothing more could be written to ${path}`,
        'Free some space and start again',
        { cause: error },
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new Problem(
        `No permission to use ${path}`,
        'Give your user access to it, or choose another folder with BARAZA_DATA_DIR',
        { cause: error },
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ENETUNREACH':
      return new Problem('The network cannot be reached', 'Check the connection and start again', {
        cause: error,
      });
    default:
      return error;
  }
}

function errorCode(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = (at as NodeJS.ErrnoException).code;
    if (typeof code === 'string') return code;
  }
  return undefined;
}

/** Prints a failure the way a person wants it: the sentence and the remedy; the stack only for our own mistakes. */
export function complain(error: unknown): void {
  const explained = explain(error);
  endProgress();
  if (explained instanceof Problem) {
    process.stderr.write(`\n${explained.message}.\n${explained.remedy}.\n`);
    return;
  }
  process.stderr.write(
    `\n${explained instanceof Error ? (explained.stack ?? explained.message) : String(explained)}\n`,
  );
}
