// Figures of the whole server, and reports, in MongoDB.
import type { Db } from 'mongodb';
import type { UserId } from '../../common/ids.ts';
import type { ReportDoc } from '../moderation/store.ts';

export type AdminStore = ReturnType<typeof createAdminStore>;

export function createAdminStore(db: Db) {
  const reports = db.collection<ReportDoc>('reports');
  const count = (name: string, filter: object = {}) => db.collection(name).countDocuments(filter);
  return {
    /** Open ones first, then the newest. */
    async reports(limit: number): Promise<ReportDoc[]> {
      const open = await reports
        .find({ closedAt: { $exists: false } })
        .sort({ at: -1 })
        .limit(limit)
        .toArray();
      if (open.length === limit) return open;
      const closed = reports.find({ closedAt: { $exists: true } }).sort({ at: -1 });
      return [...open, ...(await closed.limit(limit - open.length).toArray())];
    },
    closeReport: async (id: string, closedBy: UserId, closedAt: Date): Promise<boolean> =>
      (await reports.updateOne({ _id: id, closedAt: { $exists: false } }, { $set: { closedAt, closedBy } }))
        .modifiedCount > 0,

    async figures() {
      const [
        users,
        chats,
        messages,
        files,
        sizes,
        database,
        devicesOnline,
        callsRunning,
        nodes,
        openReports,
      ] = await Promise.all([
        count('users', { deletedAt: { $exists: false } }),
        db.collection('chats').estimatedDocumentCount(),
        db.collection('messages').estimatedDocumentCount(),
        db.collection('files').estimatedDocumentCount(),
        db
          .collection('files')
          .aggregate<{ bytes: number }>([{ $group: { _id: null, bytes: { $sum: '$size' } } }])
          .toArray(),
        db.stats(),
        count('connections', { goneAt: { $exists: false } }),
        count('calls', { busy: { $exists: true } }),
        count('nodes'),
        count('reports', { closedAt: { $exists: false } }),
      ]);
      const { storageSize = 0, indexSize = 0 } = database as { storageSize?: number; indexSize?: number };
      return {
        users,
        chats,
        messages,
        files,
        fileBytes: sizes[0]?.bytes ?? 0,
        databaseBytes: storageSize + indexSize,
        devicesOnline,
        callsRunning,
        nodes,
        openReports,
      };
    },
  };
}
