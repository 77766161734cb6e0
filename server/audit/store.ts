// The log of who did what to whom, in MongoDB; entries go by themselves when they are old enough.
import { type Db, ObjectId } from 'mongodb';
import type { AuditEntry } from '../../common/admin/admin.ts';

export interface AuditDoc extends Omit<AuditEntry, 'id' | 'at'> {
  _id: string;
  at: Date;
  expiresAt: Date;
}

export type AuditStore = ReturnType<typeof createAuditStore>;

export function createAuditStore(db: Db) {
  const audit = db.collection<AuditDoc>('audit');
  return {
    add: (entry: Omit<AuditDoc, '_id'>) => audit.insertOne({ _id: new ObjectId().toHexString(), ...entry }),
    /** Newest first, below an id. */
    page: (before: string | undefined, limit: number): Promise<AuditDoc[]> =>
      audit
        .find(before === undefined ? {} : { _id: { $lt: before } })
        .sort({ _id: -1 })
        .limit(limit)
        .toArray(),
  };
}
