// Calls in MongoDB: one document is the authority of a call, moved only by compare-and-set on its state.
import type { Db, Document } from 'mongodb';
import type { CallSide, RecordState } from '../../common/calls/record.ts';
import type { CallOutcome, CallQuality, CallType } from '../../common/calls/signal.ts';
import type { CallId, DeviceId, UserId } from '../../common/ids.ts';
import { derived, duplicateKeyIndex } from '../infra/mongo.ts';
import type { Sealed } from '../infra/vault.ts';

export interface SideQuality {
  last: CallQuality;
  worst: CallQuality;
  /** Sealed: a person wrote it. */
  note?: Sealed;
}

export interface CallDoc {
  _id: string;
  /** The callId in lower case: what makes it unique. */
  key: string;
  /** As the caller wrote it. */
  callId: CallId;
  callerId: UserId;
  calleeId: UserId;
  callType: CallType;
  state: RecordState;
  /** Both people, until the end; unique over all calls. */
  busy?: UserId[];
  callerDevice: DeviceId;
  /** The one that answered. */
  calleeDevice?: DeviceId;
  /** Sealed, while it rings: for devices that come late. */
  offer?: Sealed;
  candidates?: Sealed[];
  /** Sealed, when the caller's device was away as it came. */
  answer?: Sealed;
  startedAt: Date;
  answeredAt?: Date;
  /** A side told for the first time that media flows. */
  connectedAt?: Date;
  endedAt?: Date;
  ringUntil?: Date;
  /** A device in the call lost its socket: so long it may take to come back. */
  callerGone?: Date;
  calleeGone?: Date;
  /** The earliest of the three above. */
  deadline?: Date;
  outcome?: CallOutcome;
  duration?: number;
  quality?: Partial<Record<CallSide, SideQuality>>;
}

export interface End {
  outcome: CallOutcome;
  endedAt: Date;
  duration: number;
}

/** A place in the history, newest first. */
export interface Position {
  startedAt: Date;
  _id?: string;
}

export type CallStore = ReturnType<typeof createCallStore>;

const candidatesKept = 64;
const sweepSize = 500;
const passing = {
  busy: true,
  offer: true,
  candidates: true,
  answer: true,
  ringUntil: true,
  callerGone: true,
  calleeGone: true,
  deadline: true,
} as const;

const setDeadline: Document = {
  $set: { deadline: { $ifNull: [{ $min: ['$ringUntil', '$callerGone', '$calleeGone'] }, '$$REMOVE'] } },
};
const placeOf = { caller: 'callerDevice', callee: 'calleeDevice' } as const;
const goneOf = { caller: 'callerGone', callee: 'calleeGone' } as const;
const sides: readonly CallSide[] = ['caller', 'callee'];

export function createCallStore(db: Db) {
  const calls = db.collection<CallDoc>('calls');
  /** One version of a call: a call that was replaced (glare) has another key. */
  const exactly = ({ _id, key, state }: CallDoc) => ({ _id, key, state });

  return {
    /** False when the callId is used, or one of the two is in a call. */
    insert: (call: CallDoc): Promise<boolean> =>
      unlessTaken(async () => (await calls.insertOne(call)).acknowledged),

    byKey: (key: string) => calls.findOne({ key }),
    runningOf: (userIds: readonly UserId[]) => calls.find({ busy: { $in: [...userIds] } }).toArray(),
    running: () => calls.find({ busy: { $exists: true } }).toArray(),
    countRunning: () => calls.countDocuments({ busy: { $exists: true } }),
    due: (now: Date) =>
      calls
        .find({ deadline: { $lte: now } })
        .sort({ deadline: 1 })
        .limit(sweepSize)
        .toArray(),

    /** Puts another call of the same two in the place of one that rings, at once. False when it rings no more. */
    replace(loser: CallDoc, { _id, ...winner }: CallDoc): Promise<boolean> {
      const gone = { callerGone: true, calleeGone: true, candidates: true } as const;
      const filter = { ...exactly(loser), state: 'ringing' as const };
      const update = { $set: winner, $unset: gone };
      return unlessTaken(async () => (await calls.updateOne(filter, update)).modifiedCount > 0);
    },

    /** From ringing to active; null when it rings no more. `answer` is kept only while the caller is away. */
    answer: (call: CallDoc, device: DeviceId, answer: Sealed, now: Date) =>
      calls.findOneAndUpdate(
        { ...exactly(call), state: 'ringing' },
        [
          {
            $set: {
              state: 'active',
              answeredAt: now,
              calleeDevice: { $literal: device },
              answer: { $cond: [{ $gt: ['$callerGone', null] }, { $literal: answer }, '$$REMOVE'] },
            },
          },
          { $unset: ['ringUntil', 'offer', 'candidates'] },
          setDeadline,
        ],
        { returnDocument: 'after' },
      ),

    /** Ends a call that is still as given; with `deadline`, only while that is its deadline. */
    async end(call: CallDoc, end: End, deadline?: Date): Promise<boolean> {
      const filter = deadline === undefined ? exactly(call) : { ...exactly(call), deadline };
      const update = { $set: { state: 'ended' as const, ...end }, $unset: passing };
      return (await calls.updateOne(filter, update)).modifiedCount > 0;
    },

    /** Devices in calls lost their sockets: gives them until then to come back. */
    async leave(userIds: readonly UserId[], devices: readonly DeviceId[], until: Date): Promise<void> {
      const busy = { busy: { $in: [...userIds] } };
      for (const side of sides) {
        const filter = {
          ...busy,
          [placeOf[side]]: { $in: [...devices] },
          [goneOf[side]]: { $exists: false },
        };
        await calls.updateMany(filter, [{ $set: { [goneOf[side]]: until } }, setDeadline]);
      }
    },

    async comeBack(userIds: readonly UserId[], devices: readonly DeviceId[]): Promise<void> {
      const busy = { busy: { $in: [...userIds] } };
      for (const side of sides) {
        const filter = { ...busy, [placeOf[side]]: { $in: [...devices] }, [goneOf[side]]: { $exists: true } };
        await calls.updateMany(filter, [{ $unset: goneOf[side] }, setDeadline]);
      }
    },

    async keepCandidate(call: CallDoc, candidate: Sealed): Promise<void> {
      const push = { $push: { candidates: { $each: [candidate], $slice: -candidatesKept } } };
      await calls.updateOne(exactly(call), push, derived);
    },
    async dropAnswer(call: CallDoc): Promise<void> {
      await calls.updateOne({ _id: call._id }, { $unset: { answer: true } }, derived);
    },
    async setQuality({ _id }: CallDoc, side: CallSide, quality: SideQuality): Promise<void> {
      await calls.updateOne({ _id }, { $set: { [`quality.${side}`]: quality } }, derived);
    },

    /** True for the first who says so. */
    async markConnected({ _id }: CallDoc, connectedAt: Date): Promise<boolean> {
      const filter = { _id, connectedAt: { $exists: false } };
      return (await calls.updateOne(filter, { $set: { connectedAt } }, derived)).modifiedCount > 0;
    },

    /** How many calls a person placed since then; counts no further than `enough`. */
    countPlaced: (callerId: UserId, since: Date, enough: number) =>
      calls.countDocuments({ callerId, startedAt: { $gt: since } }, { limit: enough }),

    /** A person's ended calls, newest first. */
    history(userId: UserId, before: Position | null, limit: number): Promise<CallDoc[]> {
      const older = before === null ? {} : { $or: olderThan(before) };
      const mine = { $or: [{ callerId: userId }, { calleeId: userId }] };
      return calls
        .find({ $and: [mine, { state: 'ended' }, older] })
        .sort({ startedAt: -1, _id: -1 })
        .limit(limit)
        .toArray();
    },
  };
}

/** False when a unique index has it already. */
async function unlessTaken(write: () => Promise<boolean>): Promise<boolean> {
  try {
    return await write();
  } catch (error) {
    if (duplicateKeyIndex(error) === null) throw error;
    return false;
  }
}

function olderThan({ startedAt, _id }: Position): Document[] {
  const older: Document[] = [{ startedAt: { $lt: startedAt } }];
  if (_id !== undefined) older.push({ startedAt, _id: { $lt: _id } });
  return older;
}
