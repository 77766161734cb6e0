// Envelope encryption at rest: a data key per chat, wrapped by the master key; AES-256-GCM (NIST SP 800-38D).
import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
  randomBytes,
  randomFillSync,
} from 'node:crypto';
import { Binary, type Collection, type Db } from 'mongodb';
import type { MasterKey } from '../config.ts';
import { Bounded } from './bounded.ts';
import { duplicateKeyIndex } from './mongo.ts';

/** A sealed text as it is stored: the key's id and nonce (12 bytes) + ciphertext + tag (16 bytes). */
export interface Sealed {
  k: string;
  b: Binary;
}

export interface DataKey {
  readonly id: string;
  /** As an object of the crypto library: a third of the cost of a bare buffer, each time. */
  readonly key: KeyObject;
}

export interface Vault {
  /** The data key of a scope (a chat's id), made when there is none. */
  keyFor(scope: string): Promise<DataKey>;
}

interface KeyDoc {
  _id: string;
  scope: string;
  masterId: string;
  wrapped: Binary;
  createdAt: Date;
}

const nonceBytes = 12;
const tagBytes = 16;
const cachedKeys = 10_000;

/**
 * Encrypts under a data key. `context` (such as "chat/message") is bound to the text, so that a sealed text moved
 * to another place does not open. Nonces are random: a chat's key seals far fewer than 2^32 texts.
 */
export function seal(dataKey: DataKey, context: string, text: string): Sealed {
  return { k: dataKey.id, b: new Binary(encrypt(dataKey.key, bind(context, dataKey.id), Buffer.from(text))) };
}

/** Decrypts; throws when the text, its context or its key was altered. */
export function open(dataKey: DataKey, context: string, sealed: Sealed): string {
  if (sealed.k !== dataKey.id) throw new Error('The text is sealed with another key');
  return decrypt(dataKey.key, bind(context, dataKey.id), sealed.b).toString('utf8');
}

export function createVault(db: Db, masterKeys: readonly MasterKey[]): Vault {
  const keys = db.collection<KeyDoc>('keys');
  const cache = new Bounded<string, Promise<DataKey>>(cachedKeys);
  return {
    keyFor(scope) {
      const held = cache.get(scope);
      if (held !== undefined) return held;
      const loading = loadOrMake(keys, masterKeys, scope);
      cache.set(scope, loading);
      loading.catch(() => cache.delete(scope));
      return loading;
    },
  };
}

/**
 * Wraps every data key anew with the first master key, while servers that know both run: they hold the data keys
 * themselves, which stay. Resolves with how many were wrapped anew; repeating it goes on where it broke off.
 */
export async function rewrapKeys(db: Db, masterKeys: readonly MasterKey[]): Promise<number> {
  const [master] = masterKeys;
  if (master === undefined) throw new Error('There is no master key');
  const keys = db.collection<KeyDoc>('keys');
  let done = 0;
  for await (const doc of keys.find({ masterId: { $ne: master.id } })) {
    const plain = unwrap(doc, masterKeys).key.export();
    const context = wrapContext(doc._id, doc.scope);
    const wrapped = new Binary(encrypt(createSecretKey(master.key), context, plain));
    const { modifiedCount } = await keys.updateOne(
      { _id: doc._id, masterId: doc.masterId },
      { $set: { wrapped, masterId: master.id } },
    );
    done += modifiedCount;
  }
  return done;
}

async function loadOrMake(
  keys: Collection<KeyDoc>,
  masterKeys: readonly MasterKey[],
  scope: string,
): Promise<DataKey> {
  const found = await keys.findOne({ scope });
  if (found !== null) return unwrap(found, masterKeys);
  const made = wrapNew(masterKeys, scope);
  try {
    await keys.insertOne(made);
    return unwrap(made, masterKeys);
  } catch (error) {
    if (duplicateKeyIndex(error) === null) throw error;
    return loadOrMake(keys, masterKeys, scope);
  }
}

function wrapNew(masterKeys: readonly MasterKey[], scope: string): KeyDoc {
  const [master] = masterKeys;
  if (master === undefined) throw new Error('There is no master key');
  const _id = randomBytes(12).toString('hex');
  const wrapped = new Binary(encrypt(createSecretKey(master.key), wrapContext(_id, scope), randomBytes(32)));
  return { _id, scope, masterId: master.id, wrapped, createdAt: new Date() };
}

function unwrap(doc: KeyDoc, masterKeys: readonly MasterKey[]): DataKey {
  const master = masterKeys.find(candidate => candidate.id === doc.masterId);
  if (master === undefined) {
    throw new Error(
      `No master key ${doc.masterId}: MONGODB_ENCRYPTION_KEY is not the one this database was made with`,
    );
  }
  const key = decrypt(createSecretKey(master.key), wrapContext(doc._id, doc.scope), doc.wrapped);
  return { id: doc._id, key: createSecretKey(key) };
}

const wrapContext = (keyId: string, scope: string) => Buffer.from(`key/${scope}/${keyId}`);
const bind = (context: string, keyId: string) => Buffer.from(`${context}/${keyId}`);

// One call to the random generator serves many nonces; each part of the pool is used once.
const noncePool = Buffer.alloc(nonceBytes * 256);
let nonceAt = noncePool.length;

function nextNonce(): Buffer {
  if (nonceAt === noncePool.length) {
    randomFillSync(noncePool);
    nonceAt = 0;
  }
  nonceAt += nonceBytes;
  return noncePool.subarray(nonceAt - nonceBytes, nonceAt);
}

function encrypt(key: KeyObject, context: Buffer, plain: Buffer): Buffer {
  const nonce = nextNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(context);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: KeyObject, context: Buffer, sealed: Binary): Buffer {
  const bytes = Buffer.from(sealed.buffer.buffer, sealed.buffer.byteOffset, sealed.position);
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes));
  decipher.setAAD(context);
  decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]);
}
