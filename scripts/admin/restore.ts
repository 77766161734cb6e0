// A backup read again: into an empty system, or only to prove that it is whole.
import { createReadStream } from 'node:fs';
import { BSON, type Document } from 'mongodb';
import type { FileDoc } from '../../server/files/store.ts';
import { type Kind, kinds, objectsOf, type Totals } from './backup.ts';
import { openStream, reader } from './sealed.ts';
import type { Tools } from './tools.ts';

const atOnce = 500;

/** Fills an empty system. Throws when it is not empty, and when its master keys are not those of the backup. */
export async function restore(tools: Tools, path: string, passphrase: string): Promise<Totals> {
  const { mongo, config, audit } = tools;
  if ((await mongo.db.collection('users').findOne({})) !== null) {
    throw new Error('The database is not empty: restore into a new one');
  }
  const known = new Set(config.masterKeys.map(({ id }) => id));
  const done = await readAll(path, passphrase, filling(tools, known));
  await audit.record({ via: 'cli' }, 'backup_restored', { details: `${done.documents} documents` });
  return done;
}

/** Takes what a backup holds, in its order. */
interface Sink {
  collection(name: string): Promise<void>;
  documents(name: string, docs: readonly Document[]): Promise<void>;
  file(key: string, bytes: AsyncIterable<Buffer>): Promise<void>;
}

function filling({ mongo, storage }: Tools, known: ReadonlySet<string>): Sink {
  return {
    // What indexes and migrations made beforehand is in the backup too.
    collection: async name => void (await mongo.db.collection(name).deleteMany({})),
    async documents(name, docs) {
      const strange = name === 'keys' && docs.find(({ masterId }) => !known.has(String(masterId)));
      if (strange) {
        throw new Error(
          `MONGODB_ENCRYPTION_KEY lacks master key ${strange.masterId}, with which the backup was made`,
        );
      }
      await mongo.db.collection(name).insertMany([...docs]);
    },
    file: (key, bytes) => storage.put(key, bytes),
  };
}

/** Reads a backup to its end without a database: that it is whole, unaltered, and has the bytes of each file that it names. */
export async function verify(path: string, passphrase: string): Promise<Totals> {
  const named = new Map<string, number>();
  const held = new Map<string, number>();
  const done = await readAll(path, passphrase, {
    collection: () => Promise.resolve(),
    async documents(name, docs) {
      if (name !== 'files') return;
      for (const doc of docs) {
        const plain = BSON.deserialize(BSON.serialize(doc)) as FileDoc;
        for (const { key, size } of objectsOf(plain)) named.set(key, size);
      }
    },
    async file(key, bytes) {
      let size = 0;
      for await (const piece of bytes) size += piece.length;
      held.set(key, size);
    },
  });
  for (const [key, size] of held) {
    if (named.get(key) !== size) throw new Error(`The bytes of ${key} are not those that its file names`);
  }
  if (named.size - held.size !== done.missing + done.lost) {
    throw new Error('The backup lacks bytes of files that it names');
  }
  return done;
}

interface Piece {
  kind: Kind | undefined;
  payload: Buffer;
}

/** Hands on what a backup holds. Throws where it is damaged, ends early, or holds other numbers than it says. */
async function readAll(path: string, passphrase: string, sink: Sink): Promise<Totals> {
  const take = reader(openStream(passphrase, createReadStream(path)));
  const next = async (): Promise<Piece> => {
    const head = await take(5);
    return { kind: kinds[head[0] ?? 0], payload: await take(head.readUInt32BE(1)) };
  };
  let name = '';
  let waiting: Document[] = [];
  const counted = { documents: 0, files: 0 };
  const flush = async () => {
    if (waiting.length > 0) await sink.documents(name, waiting);
    counted.documents += waiting.length;
    waiting = [];
  };
  let piece = await next();
  for (;;) {
    const { kind, payload } = piece;
    if (kind === 'document') {
      waiting.push(BSON.deserialize(payload, exactly));
      if (waiting.length === atOnce) await flush();
      piece = await next();
      continue;
    }
    await flush();
    if (kind === 'end') {
      const totals = JSON.parse(payload.toString()) as Totals;
      if (totals.documents === counted.documents && totals.files === counted.files) return totals;
      throw new Error('The backup does not hold what it says');
    }
    if (kind === 'collection') {
      name = payload.toString();
      await sink.collection(name);
      piece = await next();
    } else if (kind === 'file') {
      const { key } = JSON.parse(payload.toString()) as { key: string };
      piece = await handFile(sink, key, next);
      counted.files += 1;
    } else throw new Error('The backup is damaged');
  }
}

/** So that every value keeps its type. */
const exactly = { promoteValues: false, promoteBuffers: false, promoteLongs: false };

async function handFile(sink: Sink, key: string, next: () => Promise<Piece>): Promise<Piece> {
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
  await sink.file(key, bytes());
  if (after === null) throw new Error('The backup ends too early');
  return after;
}
