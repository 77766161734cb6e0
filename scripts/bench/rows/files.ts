// Files row: how much memory the server takes while many large files come in at the same time.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bring, memoryWhile } from '../../../test/harness/bulk.ts';
import { s3Missing, startS3 } from '../../../test/harness/s3.ts';
import { say } from '../../provision/say.ts';
import type { Options } from '../options.ts';
import { registered } from '../people.ts';
import type { Stage } from '../stage.ts';
import { figure, table } from '../table.ts';
import { barazaEnv, type Env, serveBaraza } from '../targets.ts';
import { cpuSeconds, residentBytes } from '../usage.ts';

const mebibyte = 2 ** 20;
const barMebibytes = 64;
const warmMebibytes = 8;
const restMs = 3_000;

/** Sends to a server of each kind of storage in turn; gives the row's table. */
export async function filesRow(stage: Stage, options: Options): Promise<string> {
  const { uploads, uploadMebibytes } = options;
  const rows = [await folderRow(stage, options)];
  const noS3 = await s3Missing();
  if (noS3 === undefined) rows.push(await s3Row(stage, options));
  const head = [
    'storage',
    'idle MiB',
    'most MiB',
    'above idle',
    'before the first file',
    'MiB/s',
    'cores used',
  ];
  return [
    `### Files: ${uploads} uploads of ${uploadMebibytes} MiB at the same time`,
    `Resident memory of the server. Bar: under ${barMebibytes} MiB above idle. Idle is after ${uploads} small files.`,
    ...(noS3 === undefined ? [] : [`Not against S3: ${noS3}.`]),
    '',
    table([head, ...rows]),
  ].join('\n');
}

async function folderRow(stage: Stage, options: Options): Promise<string[]> {
  const folder = join(stage.folder, 'files');
  mkdirSync(folder);
  const row = await measure(stage, options, 'folder', { FILES_DIR: folder });
  rmSync(folder, { recursive: true });
  return row;
}

async function s3Row(stage: Stage, options: Options): Promise<string[]> {
  const s3 = await startS3();
  let stopped = false;
  const stop = async () => {
    if (!stopped) await s3.stop();
    stopped = true;
  };
  stage.onEnd(stop);
  const row = await measure(stage, options, 'S3', s3.env);
  await stop();
  return row;
}

async function measure(stage: Stage, options: Options, name: string, storage: Env): Promise<string[]> {
  const { uploads, uploadMebibytes } = options;
  say(`Files: ${uploads} uploads of ${uploadMebibytes} MiB to ${name}`);
  const server = await serveBaraza(stage, { ...barazaEnv(stage, `files_${name}`), ...storage });
  const base = `http://${server.host}`;
  const { token } = await registered(`${base}/api/v1`, 0);
  const send = async (mebibytes: number) => {
    const all = Array.from({ length: uploads }, () => bring(base, token, mebibytes * mebibyte));
    const refused = (await Promise.all(all)).find(status => status !== 201);
    if (refused !== undefined) throw new Error(`An upload to ${name} was answered with ${refused}`);
  };
  const fresh = residentBytes(server.pid);
  await send(warmMebibytes);
  await sleep(restMs);
  const start = performance.now();
  const used = cpuSeconds(server.pid);
  const { idle, most } = await memoryWhile(server.pid, () => send(uploadMebibytes));
  const seconds = (performance.now() - start) / 1000;
  const cores = ((cpuSeconds(server.pid) ?? Number.NaN) - (used ?? Number.NaN)) / seconds;
  await server.stop();
  return [
    name,
    figure(idle / mebibyte),
    figure(most / mebibyte),
    figure((most - idle) / mebibyte, 'MiB'),
    figure(fresh === null ? null : fresh / mebibyte),
    figure((uploads * uploadMebibytes) / seconds),
    figure(cores),
  ];
}
