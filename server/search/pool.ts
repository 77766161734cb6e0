// Hits in the order of time out of sections that overlap: what is found waits until nothing newer can come. Pure.
import { AppError } from '../../common/errors.ts';
import type { MessageId } from '../../common/ids.ts';
import type { Message } from '../../common/messages/message.ts';
import type { Row } from './store.ts';

/** A place in the order of results, newest first. */
export interface Position {
  at: number;
  id: string;
  /** No section that ends after it holds anything that comes behind this place. */
  top: Date;
}

/** After the ids of all messages of one moment. */
const beforeAllIds = 'z';

const at = (message: Message) => Date.parse(message.createdAt);
const newestFirst = (a: Message, b: Message) => at(b) - at(a) || (b.id > a.id ? 1 : -1);

export function createPool(start: Position | null) {
  const held = new Map<MessageId, Message>();
  const seen: Pick<Row, 'first' | 'last'>[] = [];

  const isReady = (message: Message, frontier: Date | null) =>
    frontier === null || at(message) > frontier.getTime();

  /** The latest end of a section that may hold something behind a place. */
  function topOf(place: number, frontier: Date | null): Date {
    const ends = seen.filter(({ first }) => first.getTime() <= place).map(({ last }) => last.getTime());
    return new Date(Math.max(place, frontier?.getTime() ?? 0, ...ends));
  }

  return {
    /** Whether a message comes behind the place where the answer begins, and is not known yet. */
    wants(message: Message): boolean {
      if (held.has(message.id)) return false;
      if (start === null) return true;
      return at(message) < start.at || (at(message) === start.at && message.id < start.id);
    },

    add(message: Message): void {
      held.set(message.id, message);
    },

    saw(rows: readonly Pick<Row, 'first' | 'last'>[]): void {
      seen.push(...rows);
    },

    /** How many nothing newer can come before; `frontier` is the end of the last section seen, null when all are. */
    ready: (frontier: Date | null): number =>
      [...held.values()].filter(message => isReady(message, frontier)).length,

    /** The first hits and where to go on; null at the end. */
    take(limit: number, frontier: Date | null): { hits: Message[]; next: Position | null } {
      const ready = [...held.values()].filter(message => isReady(message, frontier)).sort(newestFirst);
      const hits = ready.slice(0, limit);
      const last = hits.at(-1);
      if (frontier === null && ready.length === hits.length) return { hits, next: null };
      const place =
        last !== undefined && hits.length === limit
          ? { at: at(last), id: last.id as string }
          : { at: frontier?.getTime() ?? 0, id: beforeAllIds };
      return { hits, next: { ...place, top: topOf(place.at, frontier) } };
    },
  };
}

export const writePosition = ({ at: time, id, top }: Position): string => `${time}.${id}.${top.getTime()}`;

/** Errors: `bad_request` for what is no place. */
export function readPosition(text: string): Position {
  const [, time, id, top] = /^(\d{1,15})\.([A-Za-z0-9_-]{1,64})\.(\d{1,15})$/.exec(text) ?? [];
  if (time === undefined || id === undefined || top === undefined) {
    throw new AppError('bad_request', 'The place to go on from is not valid');
  }
  return { at: Number(time), id, top: new Date(Number(top)) };
}
