// Looks whether a Baraza server answers at an address. Done here, because the page may only talk to the chosen one.
import { net, type Session } from 'electron';
import { parseServerOrigin } from '../ipc/link.ts';
import type { ServerProbe } from '../ipc/payloads.ts';
import { BridgeError } from './ipc.ts';

const PATIENCE_MS = 8_000;
const MAX_ANSWER_BYTES = 1_024;

/** Asks for the server's sign of life; redirects count as another server's answer. */
export function probeServer(url: string, session: Session): Promise<ServerProbe> {
  const origin = parseServerOrigin(url);
  if (origin === null) throw new BridgeError('invalid', 'This is not the address of a server');
  return new Promise(resolve => {
    const request = net.request({
      url: `${origin}/health/live`,
      redirect: 'error',
      session,
      useSessionCookies: false,
    });
    const settle = (answer: ServerProbe) => {
      clearTimeout(timer);
      resolve(answer);
    };
    const timer = setTimeout(() => {
      settle('silent');
      request.abort();
    }, PATIENCE_MS);
    request.on('error', error => settle(answerOf(error.message)));
    request.on('response', response => {
      let text = '';
      response.on('data', chunk => {
        text += chunk.toString('utf8');
        if (text.length <= MAX_ANSWER_BYTES) return;
        settle('other');
        request.abort();
      });
      response.on('end', () => settle(response.statusCode === 200 && isAlive(text) ? 'baraza' : 'other'));
    });
    request.end();
  });
}

function answerOf(error: string): ServerProbe {
  if (/redirect/i.test(error)) return 'other';
  return /ERR_CERT_/.test(error) ? 'untrusted' : 'silent';
}

function isAlive(text: string): boolean {
  try {
    return (JSON.parse(text) as { status?: unknown } | null)?.status === 'live';
  } catch {
    return false;
  }
}
