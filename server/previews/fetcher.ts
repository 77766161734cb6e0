// Fetches a page that somebody linked to, without ever reaching into the server's own network.
import { type LookupAddress, lookup } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { TextDecoder } from 'node:util';
import { isPublic } from './addresses.ts';

export interface Page {
  /** Where the redirects ended. */
  url: URL;
  html: string;
}

/** What is taken for reachable; tests let a server on loopback pass. */
export interface Reach {
  protocol: 'https:' | 'http:';
  /** Null for any. */
  ports: readonly string[] | null;
  allows(address: string): boolean;
  resolve(host: string): Promise<readonly LookupAddress[]>;
}

export const publicReach: Reach = {
  protocol: 'https:',
  // The empty port is the protocol's own.
  ports: [''],
  allows: isPublic,
  resolve: host =>
    new Promise((done, failed) => {
      lookup(host, { all: true, verbatim: true }, (error, found) => (error ? failed(error) : done(found)));
    }),
};

const maxRedirects = 3;
const maxBytes = 512 * 1024;
export const fetchWithin = 5_000;

/** Why there is no page; nothing of it is told to anyone. */
export class Unfetchable extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'Unfetchable';
  }
}

/** The page behind a link. Throws Unfetchable, or what the network threw. */
export async function fetchPage(
  link: URL,
  reach: Reach,
  stop: AbortSignal,
  within = fetchWithin,
): Promise<Page> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(within)]);
  let url = link;
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const response = await get(url, reach, signal);
    const { statusCode = 0, headers } = response;
    if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
      response.destroy();
      url = new URL(headers.location, url);
      continue;
    }
    try {
      if (statusCode !== 200) throw new Unfetchable(`The answer was ${statusCode}`);
      return { url, html: await read(response) };
    } finally {
      response.destroy();
    }
  }
  throw new Unfetchable('It redirects too often');
}

/** Errors for what must not be asked at all. */
function mustBeAllowed(url: URL, { protocol, ports, allows }: Reach): void {
  if (url.protocol !== protocol) throw new Unfetchable('The protocol is not allowed');
  if (url.username !== '' || url.password !== '') throw new Unfetchable('The link carries a password');
  if (ports !== null && !ports.includes(url.port)) throw new Unfetchable('The port is not allowed');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // Addresses are connected to without being looked up.
  if (isIP(host) !== 0 && !allows(host)) throw new Unfetchable('The address is not public');
}

/** Connects only to what was checked: the name is resolved once, and the socket gets that very answer. */
function checkedLookup({ resolve, allows }: Reach): LookupFunction {
  return (host, options, done) => {
    resolve(host).then(
      found => {
        const [first] = found;
        if (first === undefined || !found.every(({ address }) => allows(address))) {
          done(new Unfetchable('The address is not public'), '', 0);
        } else if (options.all) done(null, [...found]);
        else done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => done(error, '', 0),
    );
  };
}

function get(url: URL, reach: Reach, signal: AbortSignal): Promise<IncomingMessage> {
  mustBeAllowed(url, reach);
  const send = reach.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((done, failed) => {
    const asked = send(url, {
      signal,
      agent: false,
      lookup: checkedLookup(reach),
      maxHeaderSize: 16 * 1024,
      headers: {
        accept: 'text/html',
        // Nothing is unpacked, so nothing can swell.
        'accept-encoding': 'identity',
        'user-agent': 'Baraza-LinkPreview/1',
      },
    });
    asked.on('response', response => {
      const { remoteAddress = '' } = response.socket;
      if (reach.allows(remoteAddress)) return done(response);
      response.destroy();
      failed(new Unfetchable('The address is not public'));
    });
    asked.on('error', failed);
    asked.end();
  });
}

/** The beginning of the page: what it says of itself stands there. */
async function read(response: IncomingMessage): Promise<string> {
  const [type = '', ...parameters] = (response.headers['content-type'] ?? '').toLowerCase().split(';');
  if (type.trim() !== 'text/html') throw new Unfetchable('It is no page');
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw new Unfetchable('It is packed');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= maxBytes) break;
  }
  const bytes = Buffer.concat(chunks).subarray(0, maxBytes);
  const told = parameters.join(';');
  const charset = charsetIn(told) ?? charsetIn(bytes.subarray(0, 1_024).toString('latin1')) ?? 'utf-8';
  return decoder(charset).decode(bytes);
}

const charsetIn = (text: string) => /charset\s*=\s*["']?([\w-]+)/i.exec(text)?.[1];

function decoder(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch (error) {
    if (error instanceof RangeError) return new TextDecoder('utf-8');
    throw error;
  }
}
