// The call history as one of the two sees it, and its pages.
import { type CallSide, outcomeFor } from '../../common/calls/record.ts';
import type { CallQuality, CallRecord } from '../../common/calls/signal.ts';
import { AppError } from '../../common/errors.ts';
import type { UserId } from '../../common/ids.ts';
import type { CallDoc, Position, SideQuality } from './store.ts';

/** Which side of the call a person is on; null for strangers. */
export function sideOf(call: CallDoc, userId: UserId): CallSide | null {
  if (call.callerId === userId) return 'caller';
  return call.calleeId === userId ? 'callee' : null;
}

/** An ended call in this person's history. */
export function recordFor(call: CallDoc, userId: UserId): CallRecord {
  const side = call.callerId === userId ? 'caller' : 'callee';
  const record: CallRecord = {
    callId: call.callId,
    direction: side === 'caller' ? 'outgoing' : 'incoming',
    peerId: side === 'caller' ? call.calleeId : call.callerId,
    callType: call.callType,
    startedAt: call.startedAt.toISOString(),
    endedAt: (call.endedAt ?? call.startedAt).toISOString(),
    duration: call.duration ?? 0,
    outcome: outcomeFor(side, call.outcome ?? 'failed', call.answeredAt !== undefined),
  };
  if (call.answeredAt !== undefined) record.answeredAt = call.answeredAt.toISOString();
  const quality = call.quality?.[side];
  if (quality !== undefined) record.quality = { ...quality.last, ...quality.worst };
  return record;
}

/** A page ends here; the next one goes on behind it. */
export function cursorOf({ startedAt, _id }: CallDoc): string {
  return `${startedAt.getTime()}-${_id}`;
}

/** Reads a cursor, or a time. Errors: `bad_request`. */
export function readCursor(text: string): Position {
  const [, ms, _id] = /^(\d{1,15})-([0-9a-f]{24})$/.exec(text) ?? [];
  if (ms !== undefined && _id !== undefined) return { startedAt: new Date(Number(ms)), _id };
  const startedAt = new Date(text);
  if (Number.isNaN(startedAt.getTime()))
    throw new AppError('bad_request', 'before is not a place in the history');
  return { startedAt };
}

/** Keeps the latest report and the worst of each figure; what else a client sends along is not kept. */
export function addQuality(held: SideQuality | undefined, report: CallQuality): SideQuality {
  const last: CallQuality = { ...held?.last };
  const worst: CallQuality = { ...held?.worst };
  for (const name of ['rtt', 'loss', 'jitter', 'setup', 'bitrate', 'rating'] as const) {
    const value = report[name];
    if (value === undefined) continue;
    last[name] = value;
    const worse = name === 'bitrate' ? Math.min : Math.max;
    if (name !== 'rating') worst[name] = worse(worst[name] ?? value, value);
  }
  if (report.relayed !== undefined) last.relayed = report.relayed;
  return held?.note === undefined ? { last, worst } : { last, worst, note: held.note };
}
