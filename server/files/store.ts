// Files in MongoDB: what is known of each, where its bytes are, and when it is to be looked after again.
import { type Collection, type Db, ObjectId } from 'mongodb';
import type { ChatId, FileId, UserId } from '../../common/ids.ts';
import type { Sealed } from '../infra/vault.ts';

/** A run of bytes, an object of its own in the storage. */
export interface Segment {
  /** Hexadecimal; see frames. */
  prefix: string;
  /** Plain bytes. */
  size: number;
}

export interface FileDoc {
  _id: FileId;
  ownerId: UserId;
  /** `leaving`: being removed, or being looked at whether it may stay. */
  state: 'uploading' | 'ready' | 'leaving';
  /** The file's own key, sealed with the owner's. */
  key: Sealed;
  /** Name, type and so on, sealed with the owner's key. */
  about: Sealed;
  /** Plain bytes that are in. */
  size: number;
  /** Of a resumable upload: all bytes that it will have. */
  expected?: number;
  segments: Segment[];
  thumbnail?: Segment;
  /** Seen by everyone who is signed in, or by a chat's members. */
  avatarOf?: { userId: UserId } | { chatId: ChatId };
  createdAt: Date;
  /** When somebody must look whether it may go; absent while something is known to hold it. */
  dueAt?: Date;
}

export type FileStore = ReturnType<typeof createFileStore>;

export const newFileId = () => new ObjectId().toHexString() as FileId;

/** A sweep that dies leaves the rest to another one after this time. */
const sweepLease = 10 * 60_000;

export function createFileStore(db: Db) {
  const files = db.collection<FileDoc>('files');

  return {
    insert: (doc: FileDoc) => files.insertOne(doc),
    file: (id: FileId) => files.findOne({ _id: id }),
    byIds: (ids: readonly FileId[]) =>
      ids.length === 0
        ? Promise.resolve([])
        : files
            .find({ _id: { $in: [...ids] }, state: { $ne: 'uploading' } }, { projection: { segments: 0 } })
            .toArray(),

    /** Adds what was stored as the segment of that number; false when it is not the next one, or the upload is over. */
    async addSegment(id: FileId, number: number, segment: Segment, dueAt: Date): Promise<boolean> {
      const { modifiedCount } = await files.updateOne(
        { _id: id, state: 'uploading', segments: { $size: number } },
        { $push: { segments: segment }, $inc: { size: segment.size }, $set: { dueAt } },
      );
      return modifiedCount > 0;
    },

    /** Ends an upload, once; null when it was ended or removed meanwhile. */
    finish: (id: FileId, set: Partial<FileDoc>) =>
      files.findOneAndUpdate(
        { _id: id, state: 'uploading' },
        { $set: { ...set, state: 'ready' }, $unset: { expected: true } },
        { returnDocument: 'after' },
      ),

    /** Sets when to look after files; only those that are there and stay. How many that were. */
    async setDue(ids: readonly FileId[], dueAt: Date): Promise<number> {
      const { matchedCount } = await files.updateMany(
        { _id: { $in: [...ids] }, state: 'ready' },
        { $set: { dueAt } },
      );
      return matchedCount;
    },
    hold: (id: FileId) => files.updateOne({ _id: id, state: 'ready' }, { $unset: { dueAt: true } }),

    /** Takes one file whose time has come, as it was before; nobody else can take or attach it meanwhile. */
    takeDue: (now: Date) => take(files, { dueAt: { $lte: now } }, now),
    takeOne: (id: FileId, now: Date) => take(files, { _id: id }, now),
    stay: (id: FileId) =>
      files.updateOne({ _id: id, state: 'leaving' }, { $set: { state: 'ready' }, $unset: { dueAt: true } }),
    remove: (id: FileId) => files.deleteOne({ _id: id, state: 'leaving' }),

    /** Bytes of one person's files, or of everyone's. */
    async used(ownerId?: UserId): Promise<number> {
      const [sum] = await files
        .aggregate<{ bytes: number }>([
          { $match: ownerId === undefined ? {} : { ownerId } },
          { $group: { _id: null, bytes: { $sum: '$size' } } },
        ])
        .toArray();
      return sum?.bytes ?? 0;
    },
  };
}

function take(files: Collection<FileDoc>, filter: object, now: Date): Promise<FileDoc | null> {
  const dueAt = new Date(now.getTime() + sweepLease);
  return files.findOneAndUpdate(
    filter,
    { $set: { state: 'leaving', dueAt } },
    { sort: { dueAt: 1 }, returnDocument: 'before' },
  );
}
