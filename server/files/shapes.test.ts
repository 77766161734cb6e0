// What becomes of files of every kind: pictures, bombs, pages in disguise, and avatars.
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { UploadState } from '../../common/files/file.ts';
import { newPerson } from '../../test/harness/client.ts';
import { get, onEachStorage, patch, sent } from '../../test/harness/files.ts';
import { jpegWith, pixels } from './pictures.testing.ts';

onEachStorage(place => {
  test('makes pictures upright, small, and silent about their place', async () => {
    const { asha } = place;
    const lying = jpegWith(pixels(600, 400).jpegSync(90), { orientation: 6, comment: 'GPS -6.1 39.2' });
    const file = await sent(asha, lying, 'IMG_1.jpg');
    expect(file).toMatchObject({ type: 'image/jpeg', width: 400, height: 600 });
    expect(file.thumbhash).toMatch(/^[A-Za-z0-9+/]+=*$/);
    const response = await get(asha, `/files/${file.id}`);
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(response.headers.get('content-disposition')).toMatch(/^inline/);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.length).toBe(file.size);
    expect(bytes.includes('GPS') || bytes.includes('Exif')).toBe(false);
    const thumbnail = await get(asha, `/files/${file.id}/thumbnail`);
    expect(thumbnail.headers.get('content-type')).toBe('image/webp');
    expect((await thumbnail.arrayBuffer()).byteLength).toBeGreaterThan(50);
  });

  test('serves nothing that could run, whatever its name or first bytes say', async () => {
    const { asha } = place;
    const pages: [string | Buffer, string][] = [
      ['<html><script>alert(1)</script></html>', 'page.html'],
      ['<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image.svg'],
      ['GIF89a/*<script>*/=1;alert(1)', 'polyglot.gif'],
      ['<html></html>', 'photo.jpg'],
    ];
    for (const [content, name] of pages) {
      const { id } = await sent(asha, content, name);
      const response = await get(asha, `/files/${id}`);
      expect(response.headers.get('content-type')).toBe('application/octet-stream');
      expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
      expect(response.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
      await response.body?.cancel();
    }
  });

  test('takes bombs as files like any other', async () => {
    const { asha } = place;
    const bomb = pixels(10, 10).pngSync();
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    const file = await sent(asha, bomb, 'bomb.png');
    expect(file).not.toHaveProperty('width');
    expect(file).not.toHaveProperty('thumbhash');
    expect((await get(asha, `/files/${file.id}/thumbnail`)).status).toBe(404);
    const broken = await sent(asha, pixels(300, 300).pngSync().subarray(0, 200), 'cut.png');
    expect(broken).not.toHaveProperty('thumbhash');
  });

  test('keeps what it can not look into, and archives however much is in them, as they are', async () => {
    const { asha } = place;
    const box = (brand: string) => Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0${brand}mif1`, 'latin1');
    const picture = pixels(40, 30).jpegSync(90);
    const kept: [Buffer, string, string][] = [
      // A photograph of a telephone, for which there is no decoder here.
      [Buffer.concat([box('heic'), randomBytes(5_000)]), 'photo.heic', 'image/heic'],
      [randomBytes(300), 'thing.xyz', 'application/octet-stream'],
      // 64 MiB when somebody opens it; here nobody does.
      [gzipSync(Buffer.alloc(64 * 1024 * 1024)), 'bomb.gz', 'application/gzip'],
      [
        Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), randomBytes(400)]),
        'holiday.jpg',
        'application/zip',
      ],
    ];
    for (const [bytes, name, type] of kept) {
      const file = await sent(asha, bytes, name);
      expect(file).toEqual({ id: file.id, name, type, size: bytes.length });
      const response = await get(asha, `/files/${file.id}`);
      expect(response.headers.get('content-type')).toBe('application/octet-stream');
      expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
      expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
      expect((await get(asha, `/files/${file.id}/thumbnail`)).status).toBe(404);
    }
    const polyglot = await sent(
      asha,
      Buffer.concat([picture, Buffer.from('<script>alert(1)</script>')]),
      'a.html',
    );
    expect(polyglot).toMatchObject({ type: 'image/jpeg', width: 40, height: 30 });
    const served = await get(asha, `/files/${polyglot.id}`);
    expect(served.headers.get('content-type')).toBe('image/jpeg');
    expect(Buffer.from(await served.arrayBuffer()).includes('script')).toBe(false);
  });

  test('[FILE10] shows a video by the picture that its sender made of it, and nothing else by one', async () => {
    const { asha } = place;
    const film = Buffer.concat([
      Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1'),
      randomBytes(500),
    ]);
    const bring = async (content: Buffer, poster: string) => {
      const about = { name: 'film.mp4', size: content.length, duration: 12.5, poster };
      const { status, body } = await asha.rest<UploadState>('POST', '/files/uploads', about);
      expect(status).toBe(201);
      return (await patch(asha, body.uploadId, 0, content)).body.file;
    };
    const poster = jpegWith(pixels(320, 180).jpegSync(60), {
      orientation: 1,
      comment: 'GPS -6.1 39.2',
    }).toString('base64');
    const seen = await bring(film, poster);
    expect(seen).toMatchObject({ type: 'video/mp4', width: 320, height: 180, duration: 12.5 });
    expect(seen).toHaveProperty('thumbhash');
    expect(seen).not.toHaveProperty('poster');
    const thumbnail = await get(asha, `/files/${seen?.id}/thumbnail`);
    expect(thumbnail.headers.get('content-type')).toBe('image/webp');
    expect((await thumbnail.arrayBuffer()).byteLength).toBeGreaterThan(50);
    // What is no picture, and what is no video.
    expect(await bring(film, randomBytes(60).toString('base64'))).not.toHaveProperty('thumbhash');
    const page = await bring(Buffer.from('<html></html>'), poster);
    expect(page).toMatchObject({ type: 'text/plain' });
    expect(page).not.toHaveProperty('thumbhash');
    const refused = { name: 'film.mp4', size: 10, poster: 'not base64!' };
    expect((await asha.rest('POST', '/files/uploads', refused)).status).toBe(400);
  });

  test('cleans names, and finds the type in the bytes', async () => {
    const { asha } = place;
    const file = await sent(asha, pixels(8, 8).pngSync(), '..\\..\\evil\u202Egpj.exe');
    expect(file).toMatchObject({ name: 'evilgpj.exe', type: 'image/png' });
  });

  test('gives people and groups pictures of their own', async () => {
    const { asha, juma, server } = place;
    const picture = await sent(asha, pixels(500, 300).pngSync(), 'me.png');
    const { body } = await asha.rest<{ user: { avatar?: string } }>('PUT', '/me/avatar', {
      fileId: picture.id,
    });
    const avatar = body.user.avatar ?? '';
    expect((await get(juma, `/files/${avatar}`)).headers.get('content-type')).toBe('image/webp');
    expect((await get(juma, `/files/${avatar}/thumbnail`)).status).toBe(200);
    const text = await sent(asha, 'no picture');
    expect((await asha.rest('PUT', '/me/avatar', { fileId: text.id })).status).toBe(415);
    expect((await juma.rest('PUT', '/me/avatar', { fileId: picture.id })).status).toBe(403);
    const made = await asha.rest<{ chat: { id: string } }>('POST', '/chats', {
      kind: 'group',
      title: 'Baraza',
      memberIds: [juma.id],
    });
    const path = `/chats/${made.body.chat.id}/avatar`;
    expect((await juma.rest('PUT', path, { fileId: picture.id })).status).toBe(403);
    const changed = await asha.rest<{ chat: { avatar: string } }>('PUT', path, { fileId: picture.id });
    expect(changed.status).toBe(200);
    expect((await get(juma, `/files/${changed.body.chat.avatar}`)).status).toBe(200);
    const stranger = await newPerson(server.url);
    expect((await get(stranger, `/files/${changed.body.chat.avatar}`)).status).toBe(403);
    expect((await get(stranger, `/files/${avatar}`)).status).toBe(200);
    const gone = await asha.rest<{ user: { avatar?: string } }>('DELETE', '/me/avatar');
    expect(gone.body.user).not.toHaveProperty('avatar');
  });
});
