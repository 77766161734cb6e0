// Uploads of any size without a file behind them, and how much memory a process takes meanwhile.
import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { residentBytes } from '../../scripts/bench/usage.ts';

const mebibyte = 1024 * 1024;
const lookEvery = 50;

/** Sends so many bytes to `POST /files` of an address such as "http://127.0.0.1:5000"; gives the status. */
export function bring(base: string, token: string, bytes: number): Promise<number> {
  const boundary = 'boundary-of-the-bulk';
  const piece = randomBytes(mebibyte);
  function* body() {
    yield Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="big.bin"\r\n\r\n`,
    );
    for (let at = 0; at < bytes; at += piece.length) yield piece.subarray(0, bytes - at);
    yield Buffer.from(`\r\n--${boundary}--\r\n`);
  }
  const request = httpRequest(`${base}/api/v1/files`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
  });
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', response => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    Readable.from(body()).pipe(request);
  });
}

/** Resident memory of a process before a piece of work, and the most of it meanwhile, in bytes; Linux only. */
export async function memoryWhile(
  pid: number,
  work: () => Promise<void>,
): Promise<{ idle: number; most: number }> {
  const idle = residentBytes(pid) ?? 0;
  let most = idle;
  const timer = setInterval(() => {
    most = Math.max(most, residentBytes(pid) ?? 0);
  }, lookEvery);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return { idle, most };
}
