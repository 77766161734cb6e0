// Backup and restore: one moment of the whole database, then the bytes of its files, in one sealed stream.
import { createReadStream, createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { BSON, type Db, type Document } from 'mongodb';
import type { FileId } from '../../common/ids.ts';
import { placeOf } from '../../server/files/content.ts';
import { sealedBytes } from '../../server/files/frames.ts';
import type { FileDoc } from '../../server/files/store.ts';
import { openStream, reader, sealStream } from './sealed.ts';
import type { Tools } from './tools.ts';

/** What lives only as long as the processes that wrote it. */
const fleeting = new Set(['connections', 'nodes']);
const windowBytes = 1024 * 1024;

type Kind = 'collection' | 'document' | 'file' | 'bytes' | 'end';
const kinds: readonly Kind[] = ['collection', 'document', 'file', 'bytes', 'end'];

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

function objectsOf({ _id, segments, thumbnail }: FileDoc): StoredObject[] {
  const parts = segments.map(({ prefix, size }, index) => ({ part: String(index), prefix, size }));
  const all = thumbnail === undefined ? parts : [...parts, { part: 'thumbnail', ...thumbnail }];
  return all.map(({ part, prefix, size }) => ({
    id: _id as FileId,
    key: placeOf(_id as FileId, part, prefix),
    size: sealedBytes(size),
  }));
}

const atOnce = 500;

/** Fills an empty system. Throws when it is not empty, and when its master keys are not those of the backup. */
export async function restore(tools: Tools, path: string, passphrase: string): Promise<Totals> {
  const { mongo, config, audit } = tools;
  if ((await mongo.db.collection('users').findOne({})) !== null) {
    throw new Error('The database is not empty: restore into a new one');
  }
  const take = reader(openStream(passphrase, createReadStream(path)));
  const next = async () => {
    const head = await take(5);
    return { kind: kinds[head[0] ?? 0], payload: await take(head.readUInt32BE(1)) };
  };
  const known = new Set(config.masterKeys.map(({ id }) => id));
  const done = await fill(tools, next, known);
  await audit.record({ via: 'cli' }, 'backup_restored', { details: `${done.documents} documents` });
  return done;
}

interface Piece {
  kind: Kind | undefined;
  payload: Buffer;
}

async function fill({ mongo, storage }: Tools, next: () => Promise<Piece>, known: ReadonlySet<string>) {
  let name = '';
  let waiting: Document[] = [];
  const counted = { documents: 0, files: 0 };
  const flush = async () => {
    if (waiting.length > 0) await mongo.db.collection(name).insertMany(waiting);
    counted.documents += waiting.length;
    waiting = [];
  };
  let piece = await next();
  for (;;) {
    const { kind, payload } = piece;
    if (kind === 'document') {
      const doc = BSON.deserialize(payload, {
        promoteValues: false,
        promoteBuffers: false,
        promoteLongs: false,
      });
      if (name === 'keys' && !known.has(String(doc.masterId))) {
        throw new Error(
          `MONGODB_ENCRYPTION_KEY lacks master key ${doc.masterId}, with which the backup was made`,
        );
      }
      waiting.push(doc);
      if (waiting.length === atOnce) await flush();
      piece = await next();
      continue;
    }
    await flush();
    if (kind === 'end') {
      const totals = JSON.parse(payload.toString()) as Totals;
      if (totals.documents !== counted.documents || totals.files !== counted.files) {
        throw new Error('The backup does not hold what it says');
      }
      return totals;
    }
    if (kind === 'collection') {
      name = payload.toString();
      // What indexes and migrations made beforehand is in the backup too.
      await mongo.db.collection(name).deleteMany({});
      piece = await next();
    } else if (kind === 'file') {
      const { key } = JSON.parse(payload.toString()) as { key: string };
      piece = await putFile(storage, key, next);
      counted.files += 1;
    } else throw new Error('The backup is damaged');
  }
}

async function putFile(storage: Tools['storage'], key: string, next: () => Promise<Piece>): Promise<Piece> {
  let after: Piece | null = null;
  async function* bytes() {
    for (;;) {
      const piece = await next();
      if (piece.kind !== 'bytes') {
        after = piece;
        return;
      }
      yield piece.payload;
    }
  }
  await storage.put(key, bytes());
  if (after === null) throw new Error('The backup ends too early');
  return after;
}
