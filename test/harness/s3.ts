// A real S3 service of one's own on a free port, which tests may kill and start again.
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { provideVersitygw } from '../../scripts/provision/versitygw.ts';
import { type Running, start } from '../../scripts/run/child.ts';
import { freePort } from '../../scripts/run/port.ts';
import { removeFolder } from './folder.ts';

export interface TestS3 {
  readonly config: {
    readonly endpoint: string;
    readonly region: string;
    readonly bucket: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  };
  /** What the server is told. */
  readonly env: Readonly<Record<string, string>>;
  /** Holds what the service keeps. */
  readonly folder: string;
  readonly pid: number;
  kill(): Promise<void>;
  /** On the same port and data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const READY_MS = 20_000;

/** Why there is no S3 on this machine; undefined when there is one. */
export async function s3Missing(): Promise<string | undefined> {
  const found = await provideVersitygw(() => undefined);
  return 'missing' in found ? found.missing : undefined;
}

/** Starts the service, empty, and waits until it answers. */
export async function startS3(): Promise<TestS3> {
  const found = await provideVersitygw(() => undefined);
  if ('missing' in found) throw new Error(found.missing);
  const folder = mkdtempSync(join(tmpdir(), 'baraza-s3-'));
  const objects = join(folder, 'objects');
  mkdirSync(objects);
  const port = await freePort();
  const config = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    bucket: 'baraza',
    accessKeyId: 'test',
    secretAccessKey: 'test-secret',
  };
  const { endpoint, region, bucket, accessKeyId, secretAccessKey } = config;
  const launch = async () => {
    const args = ['--port', `127.0.0.1:${port}`, '--access', accessKeyId, '--secret', secretAccessKey];
    const sidecar = join(folder, 'meta');
    mkdirSync(sidecar, { recursive: true });
    const running = await start(found.executable, [...args, 'posix', '--sidecar', sidecar, objects]);
    await answers(endpoint, running);
    return running;
  };
  let running = await launch();
  return {
    config,
    env: {
      S3_ENDPOINT: endpoint,
      S3_REGION: region,
      S3_BUCKET: bucket,
      S3_ACCESS_KEY_ID: accessKeyId,
      S3_SECRET_ACCESS_KEY: secretAccessKey,
    },
    folder: objects,
    get pid() {
      return running.pid;
    },
    kill: () => running.stop({ signal: 'SIGKILL' }),
    restart: async () => {
      await running.stop();
      running = await launch();
    },
    stop: async () => {
      await running.stop({ signal: 'SIGKILL' });
      await removeFolder(folder);
    },
  };
}

async function answers(endpoint: string, running: Running): Promise<void> {
  const deadline = performance.now() + READY_MS;
  for (;;) {
    try {
      await fetch(endpoint);
      return;
    } catch (error) {
      if (performance.now() > deadline) {
        await running.stop();
        throw new Error(`The S3 service did not get ready: ${running.tail()}`, { cause: error });
      }
    }
    await sleep(50);
  }
}
