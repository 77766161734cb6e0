// Link previews against real servers on loopback, and every way out of the public internet that is tried.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { LinkPreview, Message } from '../../common/messages/message.ts';
import { isPublic } from './addresses.ts';
import { fetchPage, publicReach, type Reach } from './fetcher.ts';
import { readHead } from './parser.ts';
import { createPreviewService, firstLink } from './service.ts';

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(
    servers.splice(0).map(server => {
      server.closeAllConnections();
      return new Promise(done => server.close(done));
    }),
  );
});

async function serve(listener: RequestListener): Promise<{ port: number; hits: () => number }> {
  let hits = 0;
  const server = createServer((request, response) => {
    hits += 1;
    listener(request, response);
  });
  servers.push(server);
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  return { port: (server.address() as AddressInfo).port, hits: () => hits };
}

/** Lets names reach loopback, which stands for the public internet here; addresses written out are held to the real rules. */
const loopback = (over: Partial<Reach> = {}): Reach => ({
  protocol: 'http:',
  ports: null,
  allows: address => address === '127.0.0.1',
  resolve: async () => [{ address: '127.0.0.1', family: 4 }],
  ...over,
});
const never = new AbortController().signal;
const get = (url: string, reach = loopback(), within?: number) =>
  fetchPage(new URL(url), reach, never, within);
const html =
  (body: string): RequestListener =>
  (_request, response) =>
    void response.setHeader('content-type', 'text/html; charset=utf-8').end(body);

describe('addresses', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::7f00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    '2001::1',
    'example.org',
    '',
  ])('%s is not public', address => expect(isPublic(address)).toBe(false));

  test.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111', '2a00:1450:4001::1'])('%s is public', address =>
    expect(isPublic(address)).toBe(true),
  );
});

describe('fetching', () => {
  test('brings a page, without cookies, also over redirects', async () => {
    const seen: unknown[] = [];
    const { port } = await serve((request, response) => {
      seen.push(request.headers.cookie);
      if (request.url === '/a') {
        response.writeHead(302, { location: '/b', 'set-cookie': 'a=b' }).end();
      } else html('<title>Habari</title>')(request, response);
    });
    const page = await get(`http://example.test:${port}/a`);
    expect(page).toMatchObject({ html: '<title>Habari</title>', url: { pathname: '/b' } });
    expect(seen).toEqual([undefined, undefined]);
  });

  test.each([
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://user:secret@example.org/',
    'https://example.org:8443/',
    'http://example.org/',
    'file:///etc/passwd',
  ])('refuses %s before anything is sent', url =>
    expect(get(url, publicReach)).rejects.toThrow(/not (public|allowed)|password/),
  );

  test('refuses a name that leads into the own network, on the way and after a redirect', async () => {
    const secret = await serve(html('<title>secret</title>'));
    const inner = loopback({ allows: isPublic });
    await expect(get(`http://inside.test:${secret.port}/`, inner)).rejects.toThrow('not public');
    const open = await serve((_request, response) => {
      response.writeHead(302, { location: `http://inside.test:${secret.port}/` }).end();
    });
    const reach = loopback({
      resolve: async host => [{ address: host === 'inside.test' ? '127.0.0.2' : '127.0.0.1', family: 4 }],
    });
    await expect(get(`http://outside.test:${open.port}/`, reach)).rejects.toThrow('not public');
    const literal = await serve((_request, response) => {
      response.writeHead(302, { location: `http://[::1]:${secret.port}/` }).end();
    });
    await expect(get(`http://outside.test:${literal.port}/`)).rejects.toThrow('not public');
    expect(secret.hits()).toBe(0);
  });

  test('refuses a name with one private address among public ones', async () => {
    const { port, hits } = await serve(html('<title>x</title>'));
    const mixed = [
      { address: '127.0.0.1', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ];
    const reach = loopback({ resolve: async () => mixed });
    await expect(get(`http://mixed.test:${port}/`, reach)).rejects.toThrow('not public');
    expect(hits()).toBe(0);
  });

  test('connects to the very answer that was checked, so that rebinding a name gains nothing', async () => {
    let asked = 0;
    const { port, hits } = await serve(html('<title>x</title>'));
    const reach = loopback({
      // The first answer is public, all later ones are not.
      resolve: async () => [{ address: asked++ === 0 ? '127.0.0.1' : '127.0.0.9', family: 4 }],
    });
    await get(`http://rebound.test:${port}/`, reach);
    expect([asked, hits()]).toEqual([1, 1]);
    await expect(get(`http://rebound.test:${port}/`, reach)).rejects.toThrow('not public');
    expect([asked, hits()]).toEqual([2, 1]);
  });

  test('gives up on what is slow, loops, or is no page, and reads only the beginning of what is huge', async () => {
    const slow = await serve((_request, response) => {
      response.setHeader('content-type', 'text/html').write('<title>');
    });
    await expect(get(`http://slow.test:${slow.port}/`, loopback(), 200)).rejects.toThrow();
    const loop = await serve((_request, response) => {
      response.writeHead(302, { location: '/' }).end();
    });
    await expect(get(`http://loop.test:${loop.port}/`)).rejects.toThrow('too often');
    expect(loop.hits()).toBe(4);
    const picture = await serve((_request, response) => {
      response.setHeader('content-type', 'image/png').end('x');
    });
    await expect(get(`http://picture.test:${picture.port}/`)).rejects.toThrow('no page');
    const packed = await serve((_request, response) => {
      response.setHeader('content-type', 'text/html').setHeader('content-encoding', 'gzip').end('x');
    });
    await expect(get(`http://packed.test:${packed.port}/`)).rejects.toThrow('packed');
    const missing = await serve((_request, response) => void response.writeHead(404).end());
    await expect(get(`http://missing.test:${missing.port}/`)).rejects.toThrow('404');
    const huge = await serve((_request, response) => {
      response.setHeader('content-type', 'text/html').write('<title>Kubwa</title>');
      const pump = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 'x')));
      };
      response.on('drain', pump);
      pump();
    });
    const page = await get(`http://huge.test:${huge.port}/`);
    expect(page.html).toHaveLength(512 * 1024);
    expect(readHead(page.html)?.title).toBe('Kubwa');
  });
});

describe('what a page says of itself', () => {
  test('is read from its head, og: before all else', () => {
    const page = `<!doctype html><html><head><!-- <title>no</title> --><script>var a = "<title>no</title>"</script>
      <title>Plain &amp; simple</title><META content='Big &#x201C;News&#8221;' property="og:title">
      <meta name=description content="First
      line"><meta property="og:site_name" content="Gazeti"/></head><body><meta property="og:title" content="late"></body>`;
    expect(readHead(page)).toEqual({ title: 'Big “News”', description: 'First line', site: 'Gazeti' });
  });

  test('is short, of one line, and turns no text around', () => {
    const said = readHead(`<title>a\u202Eb\u0000\n${'c'.repeat(500)}</title>`);
    expect(said?.title.startsWith('ab c')).toBe(true);
    expect(said?.title).toHaveLength(200);
  });

  test.each([
    '',
    '<title></title>',
    '<',
    '<meta',
    '<meta =',
    '<meta content="',
    '<title>',
    '<!--',
    '&#xD800;',
  ])('is nothing in %j', page => expect(readHead(page)).toBeNull());

  test('is read in a time that grows with the length alone', () => {
    for (const piece of ['<', '<meta ', '<meta a=', '<!--', '<title', '="', '</title']) {
      expect(() => readHead(piece.repeat(50_000))).not.toThrow();
    }
  });
});

test('the first link of a text leaves the punctuation behind it out', () => {
  expect(firstLink('Soma (https://example.org/a?b=c), sasa', 'https:')?.href).toBe(
    'https://example.org/a?b=c',
  );
  expect(firstLink('http://example.org', 'https:')).toBeNull();
  expect(firstLink('https://', 'https:')).toBeNull();
});

test('[PREV1] a message gets its preview once, and a failure leaves it as it is', async () => {
  const { port, hits } = await serve((request, response) => {
    if (request.url === '/gone') response.writeHead(404).end();
    else html('<title>Ukurasa</title>')(request, response);
  });
  const attached: LinkPreview[] = [];
  const previews = createPreviewService({
    messages: { attachPreview: async (_message, preview) => void attached.push(preview) },
    reach: loopback(),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  const message = (id: string, text: string) => ({ id, text }) as Message;
  previews.take(message('1', `Soma http://example.test:${port}/x`));
  previews.take(message('1', `Soma http://example.test:${port}/x`));
  previews.take(message('2', `http://example.test:${port}/gone`));
  previews.take(message('3', 'bila kiungo'));
  await previews.idle();
  expect(attached).toEqual([{ url: `http://example.test:${port}/x`, title: 'Ukurasa' }]);
  expect(hits()).toBe(2);
  await previews.drain();
});
