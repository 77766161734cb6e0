// Proves a relay: two places at the TURN server send each other packets, as two people do who cannot reach each other.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Allocation, allocate, type Credentials, TurnRefusal, TurnSilence } from './allocation.ts';
import type { Place } from './wire.ts';

export type Verdict =
  | { readonly works: true; readonly sent: number; readonly back: number; readonly milliseconds: number }
  | { readonly works: false; readonly why: string; readonly remedy: string };

const packets = 20;
const packetBytes = 1_000;
const spacing = 5;
const patience = 3_000;

/** Sends packets through both relays and back; never rejects for what is wrong with the server. */
export async function probe(place: Place, credentials: Credentials): Promise<Verdict> {
  const open: Allocation[] = [];
  try {
    for (let each = 0; each < 2; each++) open.push(await allocate(place, credentials));
    const [one, two] = open as [Allocation, Allocation];
    await one.permit(two.relayed);
    await two.permit(one.relayed);
    const { back, milliseconds } = await exchange(one, two);
    if (back > 0) return { works: true, sent: packets, back, milliseconds };
    return {
      works: false,
      why: 'it gives places, but nothing comes through the relay',
      remedy: 'Open the UDP ports min-port to max-port in the firewall, and check external-ip',
    };
  } catch (error) {
    return { works: false, ...explain(error, place) };
  } finally {
    await Promise.allSettled(open.map(allocation => allocation.release()));
  }
}

/** There and back through both relays: `two` answers everything. */
async function exchange(one: Allocation, two: Allocation): Promise<{ back: number; milliseconds: number }> {
  const sentAt = new Map<number, number>();
  const took: number[] = [];
  const all = Promise.withResolvers<void>();
  const disposers = [
    two.onData(data => two.send(one.relayed, data)),
    one.onData(data => {
      const at = data.length === packetBytes ? sentAt.get(data.readUInt32BE(0)) : undefined;
      if (at === undefined || !sentAt.delete(data.readUInt32BE(0))) return;
      took.push(performance.now() - at);
      if (took.length === packets) all.resolve();
    }),
  ];
  for (let number = 0; number < packets; number++) {
    const data = Buffer.alloc(packetBytes);
    data.writeUInt32BE(number, 0);
    sentAt.set(number, performance.now());
    one.send(two.relayed, data);
    await sleep(spacing);
  }
  await Promise.race([all.promise, sleep(patience, undefined, { ref: false })]);
  for (const dispose of disposers) dispose();
  const sorted = took.toSorted((a, b) => a - b);
  return { back: took.length, milliseconds: sorted[sorted.length >> 1] ?? Number.NaN };
}

/** Whether a relay sends packets into a network where it must not. */
export async function reaches(place: Place, credentials: Credentials, ip: string): Promise<boolean> {
  const allocation = await allocate(place, credentials);
  try {
    await allocation.permit({ ip, port: 9 });
    return true;
  } catch (error) {
    if (error instanceof TurnRefusal && error.code === 403) return false;
    throw error;
  } finally {
    await allocation.release();
  }
}

/** What went wrong in plain words, and what to do about it. */
export function explain(error: unknown, { transport, host, port }: Place): { why: string; remedy: string } {
  if (error instanceof TurnRefusal) return refusals[error.code] ?? refused(error);
  if (error instanceof TurnSilence) {
    return {
      why: 'nobody answers',
      remedy: `Check that coturn runs and that ${transport === 'udp' ? 'UDP' : 'TCP'} port ${port} is open in the firewall`,
    };
  }
  const { code, message, name } = error as NodeJS.ErrnoException;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return { why: `the name ${host} is not known`, remedy: 'Check the name in TURN_SERVER_URL and the DNS' };
  }
  if (code === 'ECONNREFUSED') {
    return { why: 'nobody listens', remedy: `Check that coturn runs and listens on port ${port}` };
  }
  if (name === 'AbortError' || name === 'TimeoutError') {
    return { why: 'nobody answers', remedy: `Open TCP port ${port} in the firewall` };
  }
  if (transport === 'tls') {
    return {
      why: `the encrypted connection fails: ${message}`,
      remedy:
        'Check cert and pkey: made for this name, with the whole chain, not expired, readable for coturn',
    };
  }
  return { why: message, remedy: 'See the log of coturn' };
}

const refusals: Readonly<Record<number, { why: string; remedy: string }>> = {
  401: {
    why: 'it refuses the credentials',
    remedy: 'TURN_SECRET and static-auth-secret must be the same, and both clocks right',
  },
  403: {
    why: 'it refuses to relay to itself',
    remedy: 'external-ip must be the public address, and not within a denied-peer-ip',
  },
  486: { why: 'this person has too many places', remedy: 'Raise user-quota, or wait ten minutes' },
  508: { why: 'it has no place left', remedy: 'Raise total-quota and the port range' },
};

const refused = ({ message }: TurnRefusal) => ({
  why: `it refuses: ${message}`,
  remedy: 'See the log of coturn',
});
