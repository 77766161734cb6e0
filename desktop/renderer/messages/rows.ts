// What the history draws, row by row: days, runs of one sender, the first unread one, what is on its way.
import type { UserId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import type { Outgoing } from '../../../common/messages/outgoing.ts';
import type { CallLine } from '../calls/callLines.ts';

export type HistoryRow =
  | { readonly kind: 'beginning'; readonly key: string }
  | { readonly kind: 'day'; readonly key: string; readonly at: string }
  | { readonly kind: 'unread'; readonly key: string }
  | { readonly kind: 'system'; readonly key: string; readonly message: Message }
  | { readonly kind: 'call'; readonly key: string; readonly line: CallLine }
  | ({ readonly kind: 'message'; readonly key: string; readonly message: Message } & Run)
  | ({ readonly kind: 'outgoing'; readonly key: string; readonly entry: Outgoing } & Run);

/** Where a bubble stands in a run of one sender. */
export interface Run {
  readonly first: boolean;
  readonly last: boolean;
}

interface RowsInput {
  readonly messages: readonly Message[];
  readonly outgoing: readonly Outgoing[];
  /** Calls with this person, oldest first. */
  readonly calls?: readonly CallLine[];
  /** Nothing newer is missing: calls may stand below the last message. */
  readonly atEnd?: boolean;
  readonly self: UserId;
  /** The seq above which the divider stands; null for none. */
  readonly unreadFrom: number | null;
  readonly atBeginning: boolean;
}

interface Piece {
  /** Null where no one speaks. */
  readonly sender: UserId | null;
  readonly at: string;
  readonly row: (run: Run) => HistoryRow;
  readonly seq: number | null;
}

const runMs = 5 * 60_000;

/** Rows in the order in which they stand. An own message keeps its key from its writing on. */
export function buildRows(input: RowsInput): readonly HistoryRow[] {
  const pieces = withCalls(piecesOf(input), input);
  const rows: HistoryRow[] = input.atBeginning ? [{ kind: 'beginning', key: 'beginning' }] : [];
  const divides = (piece: Piece) => piece.seq !== null && piece.seq === input.unreadFrom;
  pieces.forEach((piece, index) => {
    const before = pieces[index - 1];
    const after = pieces[index + 1];
    const newDay = before === undefined || dayOf(before.at) !== dayOf(piece.at);
    if (newDay) rows.push({ kind: 'day', key: `day-${dayOf(piece.at)}`, at: piece.at });
    if (divides(piece)) rows.push({ kind: 'unread', key: 'unread' });
    const first = newDay || divides(piece) || !joins(before, piece);
    const last = after === undefined || divides(after) || !joins(piece, after);
    rows.push(piece.row({ first, last }));
  });
  return rows;
}

function piecesOf({ messages, outgoing, self }: RowsInput): readonly Piece[] {
  const arrived = new Set(messages.filter(one => one.senderId === self).map(one => one.clientId));
  const kept = messages.map(
    (message): Piece => ({
      sender: message.system ? null : message.senderId,
      at: message.createdAt,
      seq: message.seq,
      row: run =>
        message.system
          ? { kind: 'system', key: message.id, message }
          : {
              kind: 'message',
              key: message.senderId === self ? message.clientId : message.id,
              message,
              ...run,
            },
    }),
  );
  const under = outgoing
    .filter(entry => !arrived.has(entry.clientId))
    .map(
      (entry): Piece => ({
        sender: self,
        at: entry.createdAt,
        seq: null,
        row: run => ({ kind: 'outgoing', key: entry.clientId, entry, ...run }),
      }),
    );
  return [...kept, ...under];
}

// By time between the messages; outside of what is loaded there may be messages that are not known yet.
function withCalls(
  pieces: readonly Piece[],
  { calls = [], atBeginning, atEnd = true }: RowsInput,
): readonly Piece[] {
  const [from, to] = [pieces[0]?.at, pieces.at(-1)?.at];
  const lines = calls.filter(
    ({ at }) =>
      (atBeginning || (from !== undefined && at >= from)) && (atEnd || (to !== undefined && at <= to)),
  );
  if (lines.length === 0) return pieces;
  const merged: Piece[] = [];
  let next = 0;
  const takeUntil = (at: string | null) => {
    for (let line = lines[next]; line && (at === null || line.at < at); line = lines[next]) {
      const { callId, at: when } = line;
      const row: HistoryRow = { kind: 'call', key: callId, line };
      merged.push({ sender: null, at: when, seq: null, row: () => row });
      next += 1;
    }
  };
  for (const piece of pieces) {
    takeUntil(piece.at);
    merged.push(piece);
  }
  takeUntil(null);
  return merged;
}

function joins(a: Piece | undefined, b: Piece): boolean {
  if (a === undefined || a.sender === null || a.sender !== b.sender || dayOf(a.at) !== dayOf(b.at))
    return false;
  return Math.abs(Date.parse(b.at) - Date.parse(a.at)) < runMs;
}

/** The calendar day here of a moment. */
export function dayOf(at: string): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** Up to three emoji and nothing else: drawn large, without a bubble. */
export function isJumbo(text: string): boolean {
  return text.length < jumboMost && jumbo.test(text);
}

const jumboMost = 48;
const jumbo =
  /^(?:\p{Extended_Pictographic}(?:\u200d\p{Extended_Pictographic}|[\u{1f3fb}-\u{1f3ff}]|\ufe0f)*\s?){1,3}$/u;
