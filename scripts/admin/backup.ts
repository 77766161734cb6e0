// Backup: one moment of the whole database, then the bytes of its files, in one sealed stream.
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { BSON, type Db } from 'mongodb';
import type { FileId } from '../../common/ids.ts';
import { placeOf } from '../../server/files/content.ts';
import { sealedBytes } from '../../server/files/frames.ts';
import type { FileDoc } from '../../server/files/store.ts';
import { sealStream } from './sealed.ts';
import type { Tools } from './tools.ts';

/** What lives only as long as the processes that wrote it. */
const fleeting = new Set(['connections', 'nodes']);
const windowBytes = 1024 * 1024;

export type Kind = 'collection' | 'document' | 'file' | 'bytes' | 'end';
export const kinds: readonly Kind[] = ['collection', 'document', 'file', 'bytes', 'end'];

export interface Totals {
  documents: number;
  files: number;
  /** Objects that were removed, with their file, between the moment of the database and their turn. */
  missing: number;
  /** Objects that the database counts on and the storage does not have: the backup is whole but for them. */
  lost: number;
  masterKeys: string[];
}

function record(kind: Kind, payload: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head[0] = kinds.indexOf(kind);
  head.writeUInt32BE(payload.length, 1);
  return Buffer.concat([head, payload]);
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

/** Writes the backup beside its name, and moves it there when it is whole. Throws when anything that is there can not be read. */
export async function backup(tools: Tools, path: string, passphrase: string): Promise<Totals> {
  const totals: Totals = { documents: 0, files: 0, missing: 0, lost: 0, masterKeys: [] };
  await pipeline(
    sealStream(passphrase, records(tools, totals)),
    createWriteStream(`${path}.part`, { mode: 0o600 }),
  );
  await rename(`${path}.part`, path);
  await tools.audit.record({ via: 'cli' }, 'backup_made', { details: `${totals.documents} documents` });
  return totals;
}

async function* records({ mongo, storage }: Tools, totals: Totals): AsyncGenerator<Buffer> {
  const session = mongo.client.startSession({ snapshot: true });
  const objects: StoredObject[] = [];
  const masters = new Set<string>();
  try {
    for (const name of await namesOf(mongo.db)) {
      yield record('collection', Buffer.from(name));
      // As bytes, so that nothing changes its type on the way.
      const found = mongo.db.collection(name).find({}, { session, raw: true, promoteBuffers: false });
      for await (const raw of found) {
        const bytes = raw as unknown as Buffer;
        totals.documents += 1;
        if (name === 'files') objects.push(...objectsOf(BSON.deserialize(bytes) as FileDoc));
        if (name === 'keys') masters.add(String(BSON.deserialize(bytes).masterId));
        yield record('document', Buffer.from(bytes));
      }
    }
  } finally {
    await session.endSession();
  }
  const files = mongo.db.collection<FileDoc>('files');
  for (const { id, key, size } of objects) {
    const first = await beginningOf(storage, key, size);
    if (first === null) {
      if ((await files.countDocuments({ _id: id }, { limit: 1 })) === 0) totals.missing += 1;
      else totals.lost += 1;
      continue;
    }
    totals.files += 1;
    yield record('file', json({ key }));
    yield record('bytes', first);
    for (let at = first.length; at < size; at += windowBytes) {
      yield record('bytes', await storage.get(key, at, Math.min(size, at + windowBytes)));
    }
  }
  totals.masterKeys = [...masters];
  yield record('end', json(totals));
}

interface StoredObject {
  id: FileId;
  key: string;
  size: number;
}

/** The first bytes of an object; null when the storage answers and does not have it. */
async function beginningOf(storage: Tools['storage'], key: string, size: number): Promise<Buffer | null> {
  try {
    return await storage.get(key, 0, Math.min(size, windowBytes));
  } catch (error) {
    // To a reader a storage that is away and an object that is gone look alike; a listing tells them apart.
    if ((await storage.keys(key)).includes(key)) throw error;
    return null;
  }
}

async function namesOf(db: Db): Promise<string[]> {
  const found = await db.listCollections({}, { nameOnly: true }).toArray();
  return found
    .map(({ name }) => name)
    .filter(name => !name.startsWith('system.') && !fleeting.has(name))
    .sort();
}

/** Where the bytes of a file lie, as they are stored. */
export function objectsOf({ _id, segments, thumbnail }: FileDoc): StoredObject[] {
  const parts = segments.map(({ prefix, size }, index) => ({ part: String(index), prefix, size }));
  const all = thumbnail === undefined ? parts : [...parts, { part: 'thumbnail', ...thumbnail }];
  return all.map(({ part, prefix, size }) => ({
    id: _id as FileId,
    key: placeOf(_id as FileId, part, prefix),
    size: sealedBytes(size),
  }));
}
