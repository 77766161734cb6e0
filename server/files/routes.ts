// REST of files: brought in one go or in pieces, fetched whole or in ranges, by those who may.
import { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { AppError } from '../../common/errors.ts';
import type { FileId, UserId } from '../../common/ids.ts';
import { type Body, http } from '../../common/wire/http.ts';
import type { Api } from '../api.ts';
import { callerOf } from '../auth/guard.ts';
import type { Avatars } from './avatars.ts';
import { disposition } from './name.ts';
import { wantedOf } from './range.ts';
import type { FileService, Opened } from './service.ts';
import type { Uploads } from './uploads.ts';

interface Parts {
  files: FileService;
  uploads: Uploads;
  avatars: Avatars;
}

/** What is around the file in the one body that both come in. */
const envelope = 64 * 1024;
/** What a sender who was refused may still send, in milliseconds. */
const lingers = 10_000;

/** Uploads, links, and pictures of people and groups: behind the guard. */
export async function fileRoutes(api: Api, parts: Parts, maxBytes: number): Promise<void> {
  const { files, avatars } = parts;
  await api.register(async (inside: Api) => {
    await inside.register(multipart, {
      limits: { fileSize: maxBytes + 1, files: 1, fields: 10, fieldSize: 4096, parts: 12 },
      throwFileSizeLimit: false,
    });
    uploadRoutes(inside, parts.uploads, maxBytes);
  });
  const { params } = http.file;
  api.get('/files/:id/link', { schema: { params } }, request =>
    files.link(callerOf(request), request.params.id),
  );
  api.get('/me/storage', request => files.storage(callerOf(request)));

  api.put('/me/avatar', { schema: { body: http.setAvatar.body } }, request =>
    avatars.setMine(callerOf(request), request.body.fileId),
  );
  api.delete('/me/avatar', request => avatars.setMine(callerOf(request), null));
  const group = { params: http.chat.params };
  api.put('/chats/:id/avatar', { schema: { ...group, body: http.setAvatar.body } }, request =>
    avatars.setGroups(
      callerOf(request),
      request.params.id,
      (request.body as Body<typeof http.setAvatar>).fileId,
    ),
  );
  api.delete('/chats/:id/avatar', { schema: group }, request =>
    avatars.setGroups(callerOf(request), request.params.id, null),
  );
}

function uploadRoutes(api: Api, uploads: Uploads, maxBytes: number): void {
  // Taken as it comes, piece by piece.
  api.addContentTypeParser(
    ['application/octet-stream', 'application/offset+octet-stream'],
    (_request, payload, done) => done(null, payload),
  );
  const { params } = http.upload;

  api.post('/files', { schema: { querystring: http.uploadFile.query } }, async (request, reply) => {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes + envelope) {
      throw new AppError('too_large', 'The file is too large for this server', { maxBytes });
    }
    if (!request.isMultipart()) throw new AppError('bad_request', 'Send the file as multipart/form-data');
    try {
      const part = await request.file().catch(notReadable);
      if (part === undefined || part.fieldname !== 'file') {
        throw new AppError('bad_request', 'There is no file in the field "file"');
      }
      const file = await uploads.upload(
        callerOf(request).userId,
        part.filename ?? '',
        part.file,
        request.query,
      );
      return await reply.status(201).send({ file });
    } catch (error) {
      sendIntoNowhere(request);
      throw error;
    }
  });

  api.post('/files/uploads', { schema: { body: http.openUpload.body } }, async (request, reply) => {
    const { name, size, ...measured } = request.body;
    reply.status(201);
    return uploads.open(callerOf(request).userId, name, size, measured);
  });
  api.get('/files/uploads/:id', { schema: { params } }, async (request, reply) => {
    const state = await uploads.state(callerOf(request).userId, request.params.id);
    reply.headers({ 'upload-offset': state.offset, 'upload-length': state.size });
    return state;
  });
  api.patch('/files/uploads/:id', { schema: { params } }, async (request, reply) => {
    const source = request.body instanceof Readable ? request.body : Readable.from([]);
    const { userId } = callerOf(request);
    try {
      const state = await uploads.append(userId, request.params.id, offsetOf(request), source);
      reply.header('upload-offset', state.offset);
      return state;
    } catch (error) {
      sendIntoNowhere(request);
      throw error;
    }
  });
  api.delete('/files/uploads/:id', { schema: { params } }, async (request, reply) => {
    await uploads.cancel(callerOf(request).userId, request.params.id);
    return reply.status(204).send();
  });
}

function notReadable(error: { statusCode?: number }): never {
  if (error.statusCode !== undefined) throw error;
  throw new AppError('bad_request', 'The form could not be read');
}

/** Who is refused while still sending hears so only when somebody takes the rest; but not for ever. */
function sendIntoNowhere({ raw }: FastifyRequest): void {
  if (raw.readableEnded || raw.destroyed) return;
  raw.unpipe();
  raw.removeAllListeners('readable');
  raw.on('error', () => undefined);
  raw.resume();
  const timer = setTimeout(() => raw.destroy(), lingers);
  raw.once('close', () => clearTimeout(timer));
}

/** `Upload-Offset: 0`, as tus has it, or the beginning of `Content-Range: bytes 0-…`. */
function offsetOf({ headers }: FastifyRequest): number {
  const told = headers['upload-offset'] ?? /^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1];
  if (typeof told === 'string' && /^\d{1,15}$/.test(told)) return Number(told);
  throw new AppError('bad_request', 'Say with Upload-Offset where the bytes belong');
}

/** What is fetched: with a bearer token, or with the one in the address that a link has. */
export function fileReadingRoutes(api: Api, files: FileService, guard: onRequestAsyncHookHandler): void {
  const { params, query } = http.file;
  const options = { schema: { params, querystring: query }, exposeHeadRoute: false, method: ['GET', 'HEAD'] };

  async function reader(request: FastifyRequest, reply: FastifyReply, id: FileId): Promise<UserId> {
    const { token } = request.query as { token?: string };
    if (token !== undefined) return files.readLink(id, token);
    await guard.call(api, request, reply);
    return callerOf(request).userId;
  }

  api.route({
    ...options,
    url: '/files/:id',
    async handler(request, reply) {
      const { id } = request.params as { id: FileId };
      const opened = await files.open(await reader(request, reply, id), id);
      return send(request, reply, opened);
    },
  });
  api.route({
    ...options,
    url: '/files/:id/thumbnail',
    async handler(request, reply) {
      const { id } = request.params as { id: FileId };
      const bytes = await files.thumbnail(await reader(request, reply, id), id);
      const etag = `"${id}-thumbnail"`;
      const cached = wantedOf({ 'if-none-match': request.headers['if-none-match'] }, bytes.length, etag);
      reply.headers({ ...safety, etag, 'content-type': 'image/webp', 'content-disposition': 'inline' });
      return cached.kind === 'unchanged' ? reply.status(304).send() : reply.send(bytes);
    },
  });
}

const safety = {
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'cross-origin',
  // It never changes, but who may see it does.
  'cache-control': 'private, no-cache',
};

async function send(request: FastifyRequest, reply: FastifyReply, opened: Opened): Promise<FastifyReply> {
  const { about, etag, inline, size, type } = opened;
  const wanted = wantedOf(request.headers, size, etag);
  reply.headers({ ...safety, etag, 'accept-ranges': 'bytes' });
  if (wanted.kind === 'unchanged') return reply.status(304).send();
  if (wanted.kind === 'unsatisfiable') {
    reply.header('content-range', `bytes */${size}`);
    const told = new AppError('bad_request', 'The file has no such range', { size });
    return reply.status(416).send({ error: told.toBody() });
  }
  const { from, to } = wanted.kind === 'part' ? wanted : { from: 0, to: size };
  reply.headers({
    'content-type': type,
    'content-length': to - from,
    'content-disposition': disposition(inline ? 'inline' : 'attachment', about.name),
  });
  if (wanted.kind === 'part') {
    reply.status(206).header('content-range', `bytes ${from}-${to - 1}/${size}`);
  }
  if (request.method === 'HEAD') return reply.send();
  // Read before the head is sent, so that a storage that is down is an answer and not a broken body.
  const pieces = opened.read(from, to);
  const first = await pieces.next();
  async function* all() {
    if (first.done !== true) yield first.value;
    yield* pieces;
  }
  return reply.send(Readable.from(all(), { objectMode: false, highWaterMark: 64 * 1024 }));
}
