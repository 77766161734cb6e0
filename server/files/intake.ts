// Bytes on their way in: pulled one piece at a time, so that a slow storage slows the sender and memory stays flat.
import type { Readable } from 'node:stream';
import { AppError } from '../../common/errors.ts';

export interface Intake {
  /** True when there is at least one more byte. Throws what broke the source. */
  more(): Promise<boolean>;
  /** The next bytes, at most so many; ends early with the source. Throws what broke the source. */
  take(most: number): AsyncGenerator<Buffer>;
}

interface Options {
  /** Told the size of each piece before it goes on; may refuse by throwing. */
  onPiece(bytes: number): void;
  /** A source that breaks then counts as one that ends. */
  keepsWhatCame: boolean;
  /** Milliseconds after which a silent source counts as broken. */
  stalls: number;
}

/** Reads a stream. Errors: `bad_request` when it breaks. */
export function createIntake(source: Readable, { onPiece, keepsWhatCame, stalls }: Options): Intake {
  const pieces = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer | null = null;
  let broken = false;

  async function next(): Promise<Buffer | null> {
    if (broken) return null;
    const timer = setTimeout(() => source.destroy(new Error('The sender fell silent')), stalls);
    try {
      const { done, value } = await pieces.next();
      return done === true ? null : value;
    } catch (cause) {
      broken = true;
      if (keepsWhatCame) return null;
      throw Object.assign(new AppError('bad_request', 'The upload broke off'), { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  async function more(): Promise<boolean> {
    while (rest === null || rest.length === 0) {
      const piece = await next();
      if (piece === null) return false;
      onPiece(piece.length);
      rest = piece;
    }
    return true;
  }

  return {
    more,
    async *take(most) {
      let left = most;
      while (left > 0 && (await more()) && rest !== null) {
        const piece: Buffer = rest;
        const taken = piece.subarray(0, left);
        rest = piece.subarray(taken.length);
        left -= taken.length;
        yield taken;
      }
    },
  };
}
