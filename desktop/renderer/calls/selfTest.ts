// Whether calls will work from here: devices, the way out, and the relay over each transport, one after the other.
import type { IceServer } from '../../../common/calls/signal.ts';
import type { Clock } from './deps.ts';
import { openConnection } from './peer.ts';

export type TestName = 'microphone' | 'camera' | 'server' | 'stun' | 'udp' | 'tcp' | 'tls' | 'media';
export type TestResult = 'waiting' | 'running' | 'ok' | 'failed' | 'absent';
export type TestResults = Readonly<Record<TestName, TestResult>>;

export const untested: TestResults = {
  microphone: 'waiting',
  camera: 'waiting',
  server: 'waiting',
  stun: 'waiting',
  udp: 'waiting',
  tcp: 'waiting',
  tls: 'waiting',
  media: 'waiting',
};

const GATHER_FOR = 8_000;

/** The addresses that test one thing, with the credentials they need. */
export function serversFor(name: 'stun' | 'udp' | 'tcp' | 'tls', servers: readonly IceServer[]): IceServer[] {
  const fits = (url: string) => {
    if (name === 'stun') return url.startsWith('stun:');
    if (name === 'tls') return url.startsWith('turns:');
    const transport = /[?&]transport=(\w+)/.exec(url)?.[1] ?? 'udp';
    return url.startsWith('turn:') && transport === name;
  };
  return servers
    .map(server => ({ ...server, urls: server.urls.filter(fits) }))
    .filter(({ urls }) => urls.length > 0);
}

/** True when a candidate of the wanted kind is found in time. */
export function gathers(
  servers: readonly IceServer[],
  wanted: 'srflx' | 'relay',
  clock: Clock,
): Promise<boolean> {
  const connection = openConnection({
    iceServers: [...servers],
    iceTransportPolicy: wanted === 'relay' ? 'relay' : 'all',
  });
  return new Promise<boolean>(resolve => {
    const stop = clock.after(GATHER_FOR, () => done(false));
    const done = (found: boolean) => {
      stop();
      connection.onicecandidate = null;
      connection.close();
      resolve(found);
    };
    connection.onicecandidate = ({ candidate }) => {
      if (candidate === null) done(false);
      // A machine with an address of its own has no other one to find: that is as good.
      else if (candidate.type === wanted) done(true);
    };
    connection.createDataChannel('test');
    connection.setLocalDescription().catch(() => done(false));
  });
}

/** True when bytes go through the relay and come back: both ends are here, and both see only the relay. */
export async function relays(servers: readonly IceServer[], clock: Clock): Promise<boolean> {
  const configuration = { iceServers: [...servers], iceTransportPolicy: 'relay' as const };
  const [one, other] = [openConnection(configuration), openConnection(configuration)];
  const pass = (from: typeof one, to: typeof one) => {
    from.onicecandidate = ({ candidate }) => {
      // One that comes after the end is of no use to anyone.
      if (candidate) to.addIceCandidate(candidate).catch(() => undefined);
    };
  };
  pass(one, other);
  pass(other, one);
  const channel = one.createDataChannel('test');
  other.ondatachannel = ({ channel: far }) => {
    far.onmessage = ({ data }) => far.send(data);
  };
  const answered = new Promise<boolean>(resolve => {
    clock.after(GATHER_FOR, () => resolve(false));
    channel.onopen = () => channel.send('there and back');
    channel.onmessage = ({ data }) => resolve(data === 'there and back');
  });
  try {
    await one.setLocalDescription();
    await other.setRemoteDescription(one.localDescription as RTCSessionDescription);
    await other.setLocalDescription();
    await one.setRemoteDescription(other.localDescription as RTCSessionDescription);
    return await answered;
  } finally {
    one.close();
    other.close();
  }
}

interface Means {
  readonly clock: Clock;
  /** Opens a device and lets go of it. */
  tryDevice(slot: 'audio' | 'camera'): Promise<boolean>;
  iceServers(): Promise<readonly IceServer[]>;
  gathers(servers: readonly IceServer[], wanted: 'srflx' | 'relay'): Promise<boolean>;
  relays(servers: readonly IceServer[]): Promise<boolean>;
}

/** Runs all tests, telling each step. */
export async function runSelfTest(means: Means, tell: (results: TestResults) => void): Promise<TestResults> {
  let results = untested;
  const step = async (name: TestName, test: () => Promise<boolean> | null) => {
    const running = test();
    const put = (result: TestResult) => {
      results = { ...results, [name]: result };
      tell(results);
    };
    if (running === null) return put('absent');
    put('running');
    put((await running.catch(() => false)) ? 'ok' : 'failed');
  };
  let servers: readonly IceServer[] = [];
  await step('microphone', () => means.tryDevice('audio'));
  await step('camera', () => means.tryDevice('camera'));
  await step('server', async () => {
    servers = await means.iceServers();
    return true;
  });
  for (const name of ['stun', 'udp', 'tcp', 'tls'] as const) {
    const fitting = serversFor(name, servers);
    const wanted = name === 'stun' ? 'srflx' : 'relay';
    await step(name, () => (fitting.length > 0 ? means.gathers(fitting, wanted) : null));
  }
  const relay = (['udp', 'tcp', 'tls'] as const).filter(name => results[name] === 'ok');
  await step('media', () =>
    relay.length > 0 ? means.relays(relay.flatMap(name => serversFor(name, servers))) : null,
  );
  return results;
}
