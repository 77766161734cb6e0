// A stream sealed with a passphrase: scrypt (RFC 7914) gives the key, AES-256-GCM seals numbered frames, the last one says so.
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(
  (passphrase: string, salt: Buffer, done: (error: Error | null, key: Buffer) => void) =>
    scrypt(passphrase, salt, 32, { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 1024 * 1024 }, done),
);

const magic = Buffer.from('BARAZA-BACKUP-1\n');
const saltBytes = 16;
const frameBytes = 256 * 1024;
const tagBytes = 16;

/** The salt is new for each stream, and so is the key: a counter is a nonce that comes once. */
function nonceOf(frame: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(frame), 4);
  return nonce;
}

const flag = (last: boolean) => Buffer.from([last ? 1 : 0]);

/** Seals what comes; memory holds one frame. */
export async function* sealStream(passphrase: string, plain: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const salt = randomBytes(saltBytes);
  const key = await derive(passphrase, salt);
  yield Buffer.concat([magic, salt]);
  let frame = 0;
  const sealFrame = (bytes: Buffer, last: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(frame++));
    cipher.setAAD(flag(last));
    const sealed = Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
    const head = Buffer.alloc(5);
    head.writeUInt32BE(sealed.length);
    head[4] = last ? 1 : 0;
    return Buffer.concat([head, sealed]);
  };
  let held: Buffer[] = [];
  let size = 0;
  for await (const piece of plain) {
    held.push(piece);
    size += piece.length;
    if (size < frameBytes) continue;
    const all = Buffer.concat(held);
    let at = 0;
    for (; all.length - at >= frameBytes; at += frameBytes) {
      yield sealFrame(all.subarray(at, at + frameBytes), false);
    }
    held = [all.subarray(at)];
    size = all.length - at;
  }
  yield sealFrame(Buffer.concat(held), true);
}

/** Opens what sealStream made. Throws for a wrong passphrase, and for anything altered, missing or added. */
export async function* openStream(passphrase: string, sealed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const take = reader(sealed);
  if (!(await take(magic.length)).equals(magic)) throw new Error('This is no backup of Baraza');
  const key = await derive(passphrase, await take(saltBytes));
  for (let frame = 0; ; frame++) {
    const head = await take(5);
    const size = head.readUInt32BE(0);
    if (size > frameBytes + tagBytes) throw new Error('The backup is damaged');
    const bytes = await take(size);
    const last = head[4] === 1;
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(frame));
    decipher.setAAD(flag(last));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    try {
      yield Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]);
    } catch {
      throw new Error('The passphrase is wrong, or the backup is damaged');
    }
    if (last) return;
  }
}

/** Takes exact numbers of bytes from pieces of any size. Throws where they end before. */
export function reader(pieces: AsyncIterable<Buffer>): (bytes: number) => Promise<Buffer> {
  const source = pieces[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  return async bytes => {
    const held = [rest];
    let size = rest.length;
    while (size < bytes) {
      const { done, value } = await source.next();
      if (done === true) throw new Error('The backup ends too early');
      held.push(value);
      size += value.length;
    }
    const all = held.length === 1 ? rest : Buffer.concat(held);
    rest = all.subarray(bytes);
    return all.subarray(0, bytes);
  };
}
