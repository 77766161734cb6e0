// Files in S3: each object goes through a nameless file on the way, so that memory stays flat and every try starts anew.
import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { S3Config } from '../config.ts';
import { type Storage, storageFailure, writeWhole } from './storage.ts';
import { bytesPassed } from './youngGarbage.ts';

export interface S3Options {
  /** For one answer, in milliseconds. */
  answersWithin?: number;
  /** Before the second try; it doubles. */
  pause?: number;
}

const tries = 4;
const mostSockets = 64;

/** Makes the bucket when it is missing. A service that is down now is no reason not to start. */
export async function openS3(config: S3Config, options: S3Options = {}): Promise<Storage> {
  const { answersWithin = 30_000, pause = 200 } = options;
  const { bucket: Bucket } = config;
  const client = makeClient(config, answersWithin);
  let bucketIsThere = await makeBucket(client, Bucket).then(
    () => true,
    () => false,
  );

  /** Tries again what another try may mend. */
  async function persist<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        if (!bucketIsThere) await makeBucket(client, Bucket);
        bucketIsThere = true;
        return await work();
      } catch (error) {
        if (attempt === tries || !mayPass(error)) throw storageFailure(error);
        await sleep(pause * 2 ** (attempt - 1));
      }
    }
  }

  async function keys(prefix: string): Promise<string[]> {
    const found: string[] = [];
    let more: string | undefined;
    do {
      const ContinuationToken = more;
      const page = await persist(() =>
        client.send(new ListObjectsV2Command({ Bucket, Prefix: prefix, ContinuationToken })),
      );
      found.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key])));
      more = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (more !== undefined);
    return found;
  }

  return {
    async put(Key, content) {
      const spool = await openSpool().catch(fail);
      try {
        const { size: ContentLength, md5: ContentMD5 } = await fill(spool, content);
        await persist(() => {
          const Body = spool.createReadStream({ start: 0, autoClose: false });
          return client.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength, ContentMD5 }));
        });
      } finally {
        await spool.close();
      }
    },

    get: (Key, from, to) =>
      persist(async () => {
        const Range = `bytes=${from}-${to - 1}`;
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, Range }));
        const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
        if (bytes.length < to - from) throw new Error(`${Key} is shorter than it was written`);
        return bytes;
      }),

    async remove(prefix) {
      for (const Key of await keys(prefix)) {
        await persist(() => client.send(new DeleteObjectCommand({ Bucket, Key })));
      }
    },

    keys,
    ping: async () => void (await client.send(new HeadBucketCommand({ Bucket })).catch(fail)),
    // A spool has no name: it is gone with the process.
    tidy: () => Promise.resolve(),
    close: () => Promise.resolve(client.destroy()),
  };
}

const quiet = () => undefined;

function makeClient(config: S3Config, answersWithin: number): S3Client {
  const { endpoint, region, accessKeyId, secretAccessKey } = config;
  return new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    // Failures are told by those who ask, once.
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    // Tries are counted in one place; a stream can not be tried again by the client itself.
    maxAttempts: 1,
    // What only the newest services know is not asked of the others; Content-MD5 guards what is written.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: 3_000,
      requestTimeout: answersWithin,
      throwOnRequestTimeout: true,
      socketTimeout: answersWithin,
      httpAgent: new HttpAgent({ keepAlive: true, maxSockets: mostSockets }),
      httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: mostSockets }),
    },
  });
}

async function makeBucket(client: S3Client, Bucket: string): Promise<void> {
  try {
    await client.send(new HeadBucketCommand({ Bucket }));
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    await client.send(new CreateBucketCommand({ Bucket })).catch((second: Error) => {
      // Another node was quicker.
      if (!/^BucketAlready/.test(second.name)) throw second;
    });
  }
}

const statusOf = (error: unknown) =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

/** True unless the service said that it is the request that is wrong. */
function mayPass(error: unknown): boolean {
  const status = statusOf(error) ?? 503;
  return status >= 500 || status === 408 || status === 429;
}

function fail(error: unknown): never {
  throw storageFailure(error);
}

/** A file of its own without a name: nobody else can open it, and no crash leaves it behind. */
async function openSpool(): Promise<FileHandle> {
  const path = join(tmpdir(), `baraza-${randomUUID()}`);
  const handle = await open(path, 'wx+', 0o600);
  await rm(path);
  return handle;
}

async function fill(
  spool: FileHandle,
  content: AsyncIterable<Uint8Array>,
): Promise<{ size: number; md5: string }> {
  const hash = createHash('md5');
  let size = 0;
  for await (const chunk of content) {
    await writeWhole(spool, chunk).catch(fail);
    hash.update(chunk);
    bytesPassed(chunk.length);
    size += chunk.length;
  }
  return { size, md5: hash.digest('base64') };
}
