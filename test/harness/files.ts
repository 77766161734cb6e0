// For tests of files over the wire: a client that brings and fetches them, and a server on each kind of storage.
import { readdirSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { StoredFile, UploadState } from '../../common/files/file.ts';
import { type Answer, newPerson, type TestClient } from './client.ts';
import { s3Missing, startS3, type TestS3 } from './s3.ts';
import { startServer, type TestServer } from './server.ts';

interface Sent {
  file: StoredFile;
}

async function answerOf<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) } as Answer<T>;
}

function headersOf(person: TestClient) {
  return { authorization: `Bearer ${person.session.accessToken}` };
}

export async function upload(
  person: TestClient,
  content: Buffer | string,
  name = 'file.bin',
  field = 'file',
) {
  const form = new FormData();
  form.append(field, new Blob([Buffer.from(content)]), name);
  const response = await fetch(`${person.url}/api/v1/files`, {
    method: 'POST',
    headers: headersOf(person),
    body: form,
  });
  return answerOf<Sent>(response);
}

export async function sent(person: TestClient, content: Buffer | string, name?: string): Promise<StoredFile> {
  const { status, body } = await upload(person, content, name);
  expect(status, JSON.stringify(body)).toBe(201);
  return body.file;
}

export function get(person: TestClient, path: string, headers: Record<string, string> = {}, method = 'GET') {
  return fetch(`${person.url}/api/v1${path}`, { method, headers: { ...headersOf(person), ...headers } });
}

export async function patch(person: TestClient, id: string, offset: number, content: Buffer) {
  const response = await fetch(`${person.url}/api/v1/files/uploads/${id}`, {
    method: 'PATCH',
    headers: {
      ...headersOf(person),
      'content-type': 'application/octet-stream',
      'upload-offset': String(offset),
    },
    body: new Uint8Array(content),
  });
  return answerOf<UploadState>(response);
}

/** Sends a part of what it announces, and hangs up. */
export async function breakOff(
  person: TestClient,
  method: string,
  path: string,
  headers: object,
  content: Buffer,
) {
  const request = httpRequest(`${person.url}/api/v1${path}`, {
    method,
    headers: { ...headersOf(person), 'content-length': content.length * 2, ...headers },
  });
  request.on('error', () => undefined);
  await new Promise<void>(resolve => request.write(content, () => resolve()));
  await sleep(300);
  request.destroy();
}

export async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (let turn = 0; turn < 100; turn++) {
    const value = await read();
    if (holds(value)) return value;
    await sleep(100);
  }
  throw new Error('Waited in vain');
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));
}

/** What the tests of one storage stand on; filled before the first of them. */
export interface Place {
  server: TestServer;
  /** Only where files lie in S3. */
  s3?: TestS3;
  asha: TestClient;
  juma: TestClient;
  /** The files that the storage is made of. */
  stored(): string[];
}

const noS3 = await s3Missing();
const bounds = { FILES_MAX_BYTES: '3000000', FILES_USER_QUOTA: '5000000' };

/** The same tests with files in a folder and in S3. */
export function onEachStorage(tests: (place: Place) => void): void {
  describe('with files in a folder', () => {
    const place = {} as Place;
    beforeAll(() => open(place));
    afterAll(() => place.server.stop());
    tests(place);
  });
  onS3(tests);
}

export function onS3(tests: (place: Place) => void): void {
  describe.skipIf(noS3)(noS3 ? `with files in S3 (skipped: ${noS3})` : 'with files in S3', () => {
    const place = {} as Place;
    beforeAll(async () => {
      await open(place, await startS3());
    });
    afterAll(async () => {
      await place.server.stop();
      await place.s3?.stop();
    });
    tests(place);
  });
}

async function open(place: Place, s3?: TestS3): Promise<void> {
  const server = await startServer({ env: { ...bounds, ...s3?.env } });
  const [asha, juma] = [await newPerson(server.url, 'Asha'), await newPerson(server.url, 'Juma')];
  const stored = () => filesIn(s3?.folder ?? server.files);
  Object.assign(place, { server, asha, juma, stored, ...(s3 && { s3 }) });
}
