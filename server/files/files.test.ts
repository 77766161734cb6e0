// Files fetched by those who may, over the wire and on both kinds of storage.
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { FileId } from '../../common/ids.ts';
import { newPerson } from '../../test/harness/client.ts';
import { get, onEachStorage, onS3, sent, upload } from '../../test/harness/files.ts';
import { pixels } from './pictures.testing.ts';

onEachStorage(place => {
  test('keeps a file of any type, sealed, and gives it back', async () => {
    const { asha, stored } = place;
    const content = Buffer.concat([Buffer.from('needle'), randomBytes(300_000), Buffer.from('needle')]);
    const file = await sent(asha, content, 'report 2026.dat');
    expect(file).toEqual({
      id: file.id,
      name: 'report 2026.dat',
      type: 'application/octet-stream',
      size: content.length,
    });
    const response = await get(asha, `/files/${file.id}`);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': String(content.length),
      'content-disposition': `attachment; filename="report 2026.dat"; filename*=UTF-8''report%202026.dat`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'bytes',
    });
    expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true);
    const mine = stored().filter(path => path.includes(file.id));
    expect(mine.length).toBeGreaterThan(0);
    for (const path of mine) expect(readFileSync(path).includes('needle')).toBe(false);
  });

  test('answers ranges and conditions', async () => {
    const { asha } = place;
    const content = randomBytes(400_000);
    const { id } = await sent(asha, content);
    const part = await get(asha, `/files/${id}`, { range: 'bytes=65530-65545' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe('bytes 65530-65545/400000');
    expect(Buffer.from(await part.arrayBuffer())).toEqual(content.subarray(65_530, 65_546));
    const tail = await get(asha, `/files/${id}`, { range: 'bytes=-100000' });
    expect(Buffer.from(await tail.arrayBuffer()).equals(content.subarray(300_000))).toBe(true);
    const beyond = await get(asha, `/files/${id}`, { range: 'bytes=400000-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */400000']);
    const etag = part.headers.get('etag') ?? '';
    expect((await get(asha, `/files/${id}`, { 'if-none-match': etag })).status).toBe(304);
    const changed = await get(asha, `/files/${id}`, { range: 'bytes=0-1', 'if-range': '"other"' });
    expect(changed.status).toBe(200);
    await changed.body?.cancel();
    const head = await get(asha, `/files/${id}`, {}, 'HEAD');
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '400000']);
  });

  test('shows a file to its owner, and to nobody else', async () => {
    const { asha, juma, server } = place;
    const { id } = await sent(asha, 'private');
    expect((await get(juma, `/files/${id}`)).status).toBe(403);
    expect((await get(juma, `/files/${id}/thumbnail`)).status).toBe(403);
    expect((await get(juma, `/files/${id}/link`)).status).toBe(403);
    expect((await get(asha, '/files/000000000000000000000000')).status).toBe(404);
    expect((await get(asha, '/files/..%2F..%2Fetc')).status).toBe(400);
    expect((await fetch(`${server.url}/api/v1/files/${id}`)).status).toBe(401);
  });

  test('gives links that open one file for one person for a while', async () => {
    const { asha, server } = place;
    const { id } = await sent(asha, 'linked');
    const other = await sent(asha, 'other');
    const { url, expiresAt } = (await (await get(asha, `/files/${id}/link`)).json()) as {
      url: string;
      expiresAt: string;
    };
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
    expect(await (await fetch(server.url + url)).text()).toBe('linked');
    expect((await fetch(server.url + url.replace(id, other.id))).status).toBe(401);
    expect((await fetch(`${server.url}${url.slice(0, -2)}xx`)).status).toBe(401);
  });

  test('shares a file with everyone who has a message that holds it, and with nobody after the last one', async () => {
    const { asha, juma, server } = place;
    const zawadi = await newPerson(server.url, 'Zawadi');
    const [pictures, words] = [
      await sent(asha, pixels(30, 20).pngSync(), 'a.png'),
      await sent(asha, 'words', 'b.txt'),
    ];
    const chat = await asha.directChat(juma);
    const socket = await asha.socket();
    const other = await juma.socket();
    const fileIds = [words.id, pictures.id];
    const { message } = await socket.request('message_send', { chatId: chat.id, clientId: 'f1', fileIds });
    expect(message).toMatchObject({ text: '', files: [words, pictures] });
    expect((await other.event('message_created')).message.files).toEqual([words, pictures]);
    expect((await juma.messages(chat.id)).at(-1)?.files).toEqual([words, pictures]);
    expect(await (await get(juma, `/files/${words.id}`)).text()).toBe('words');
    expect((await get(juma, `/files/${pictures.id}/thumbnail`)).status).toBe(200);
    expect((await get(zawadi, `/files/${words.id}`)).status).toBe(403);

    const further = await juma.directChat(zawadi);
    const forward = { chatId: chat.id, messageId: message.id };
    const passed = await other.request('message_send', { chatId: further.id, clientId: 'f2', forward });
    expect(passed.message.files).toEqual([words, pictures]);
    expect((await get(zawadi, `/files/${words.id}`)).status).toBe(200);

    const gone = await socket.request('message_delete', { chatId: chat.id, messageId: message.id });
    expect(gone.message.files).toEqual([]);
    expect((await get(zawadi, `/files/${words.id}`)).status).toBe(200);
    await other.request('message_delete', { chatId: further.id, messageId: passed.message.id });
    expect((await get(zawadi, `/files/${words.id}`)).status).toBe(403);
    await socket.close();
    await other.close();
  });

  test('sends only what is there and may be sent', async () => {
    const { asha, juma } = place;
    const chat = await asha.directChat(juma);
    const socket = await juma.socket();
    const send = (fileIds: FileId[]) =>
      socket.request('message_send', { chatId: chat.id, clientId: randomUUID(), fileIds });
    const foreign = await sent(asha, 'not shared');
    await expect(send([foreign.id])).rejects.toMatchObject({ code: 'forbidden' });
    await expect(send(['000000000000000000000000' as FileId])).rejects.toMatchObject({ code: 'not_found' });
    const own = await sent(juma, 'own');
    await expect(send([own.id, own.id])).rejects.toMatchObject({ code: 'bad_request' });
    await expect(send([])).rejects.toMatchObject({ code: 'bad_request' });
    await expect(send(Array(21).fill(own.id))).rejects.toMatchObject({ code: 'bad_request' });
    await socket.close();
  });
});

onS3(place => {
  test('are unavailable while S3 is down, and all else goes on', async () => {
    const { asha, juma, s3 } = place;
    const file = await sent(asha, 'before');
    await s3?.kill();
    const refused = await upload(asha, 'during');
    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'unavailable' } } });
    expect((await get(asha, `/files/${file.id}`)).status).toBe(503);
    const chat = await asha.directChat(juma);
    const socket = await asha.socket();
    await socket.request('message_send', { chatId: chat.id, clientId: 'c1', text: 'still here' });
    expect((await juma.messages(chat.id)).map(message => message.text)).toEqual(['still here']);
    await socket.close();
    await s3?.restart();
    expect(await (await get(asha, `/files/${file.id}`)).text()).toBe('before');
    await sent(asha, 'after');
  });
});
