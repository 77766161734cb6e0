// One place at a TURN server: asked for with credentials, with permissions, sending and receiving through it.
import { createHash } from 'node:crypto';
import {
  type Address,
  attributes,
  decode,
  decodeAddress,
  decodeError,
  encode,
  encodeAddress,
  type Message,
  methods,
  newTransaction,
} from './stun.ts';
import { openWire, type Place, type Wire } from './wire.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** The server said no; `code` is from RFC 8656: 401 credentials, 403 forbidden peer, 486 quota, 508 full. */
export class TurnRefusal extends Error {
  readonly code: number;

  constructor(code: number, reason: string) {
    super(`${code} ${reason}`);
    this.name = 'TurnRefusal';
    this.code = code;
  }
}

export class TurnSilence extends Error {}

type Values = readonly (readonly [number, Buffer])[];
interface Login {
  readonly values: Values;
  readonly key: Buffer;
}

const udp = Buffer.from([17, 0, 0, 0]);
const repeatEvery = 500;
const stale = 438;

/** A connection that signs what it asks, after the first answer has said for which realm. */
async function openSession(place: Place, credentials: Credentials, timeoutMs: number) {
  const waiting = new Map<string, (message: Message) => void>();
  const listeners = new Set<(data: Buffer) => void>();
  const wire = await openWire(place, take, timeoutMs);
  let login: Login | null = null;

  function take(bytes: Buffer): void {
    const message = decode(bytes);
    if (message === null) return;
    const data = message.values.get(attributes.data);
    if (message.kind === 'indication' && message.method === methods.data && data !== undefined) {
      for (const listener of listeners) listener(data);
    } else waiting.get(message.transaction.toString('hex'))?.(message);
  }

  async function once(method: number, values: Values): Promise<Message> {
    const transaction = newTransaction();
    const all = [...values, ...(login?.values ?? [])];
    const bytes = encode({ method, kind: 'request', transaction, values: all }, login?.key);
    const name = transaction.toString('hex');
    try {
      return await answerTo(wire, bytes, timeoutMs, settle => waiting.set(name, settle));
    } finally {
      waiting.delete(name);
    }
  }

  return {
    wire,
    listeners,
    async ask(method: number, values: Values): Promise<Message> {
      let answer = await once(method, values);
      const { code } = errorOf(answer);
      if ((code === 401 && login === null) || code === stale) {
        login = answerChallenge(answer, credentials);
        answer = await once(method, values);
      }
      if (answer.kind === 'success') return answer;
      const refusal = errorOf(answer);
      throw new TurnRefusal(refusal.code, refusal.reason);
    },
  };
}

export type Allocation = Awaited<ReturnType<typeof allocate>>;

/** Errors: TurnRefusal, TurnSilence, or what connecting says. */
export async function allocate(place: Place, credentials: Credentials, timeoutMs = 5_000) {
  const { ask, wire, listeners } = await openSession(place, credentials, timeoutMs);

  async function begin(): Promise<Address> {
    try {
      const { values } = await ask(methods.allocate, [[attributes.transport, udp]]);
      const address = values.get(attributes.relayed);
      if (address === undefined) throw new TurnRefusal(0, 'no relayed address given');
      return decodeAddress(address);
    } catch (error) {
      wire.close();
      throw error;
    }
  }

  return {
    relayed: await begin(),

    /** Lets packets of this address in, and ours out to it. Errors: TurnRefusal 403 where it is denied. */
    async permit(peer: Address): Promise<void> {
      await ask(methods.permit, [[attributes.peer, encodeAddress(peer)]]);
    },

    send(peer: Address, data: Buffer): void {
      const values: Values = [
        [attributes.peer, encodeAddress(peer)],
        [attributes.data, data],
      ];
      wire.send(encode({ method: methods.send, kind: 'indication', transaction: newTransaction(), values }));
    },

    onData(listener: (data: Buffer) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    /** Gives the place back. */
    async release(): Promise<void> {
      try {
        await ask(methods.refresh, [[attributes.lifetime, Buffer.alloc(4)]]);
      } finally {
        wire.close();
      }
    },
  };
}

function answerTo(
  wire: Wire,
  bytes: Buffer,
  timeoutMs: number,
  expect: (settle: (message: Message) => void) => void,
): Promise<Message> {
  return new Promise((resolve, reject) => {
    const repeat = wire.lossy ? setInterval(() => wire.send(bytes), repeatEvery) : undefined;
    const end = setTimeout(() => {
      clearInterval(repeat);
      reject(new TurnSilence(`No answer within ${timeoutMs / 1000} s`));
    }, timeoutMs);
    expect(message => {
      clearInterval(repeat);
      clearTimeout(end);
      resolve(message);
    });
    wire.send(bytes);
  });
}

function answerChallenge({ values }: Message, { username, password }: Credentials): Login {
  const realm = values.get(attributes.realm) ?? Buffer.alloc(0);
  const nonce = values.get(attributes.nonce) ?? Buffer.alloc(0);
  const key = createHash('md5')
    .update(`${username}:${realm.toString('utf8')}:${password}`)
    .digest();
  return {
    key,
    values: [
      [attributes.username, Buffer.from(username)],
      [attributes.realm, realm],
      [attributes.nonce, nonce],
    ],
  };
}

function errorOf(message: Message): { code: number; reason: string } {
  return message.kind === 'error'
    ? decodeError(message.values.get(attributes.error))
    : { code: 0, reason: '' };
}
