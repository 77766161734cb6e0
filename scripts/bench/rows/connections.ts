// Connections row: many idle sockets, and what each costs the server in memory.
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from '../../provision/say.ts';
import type { DialectName, Person } from '../load/dialects.ts';
import { login, makePeople } from '../people.ts';
import { firstCore, pin } from '../pinning.ts';
import type { Fleet } from '../rows/fleet.ts';
import type { Stage } from '../stage.ts';
import { figure, table, whole } from '../table.ts';
import { type Server, serveSocketio } from '../targets.ts';
import { residentBytes } from '../usage.ts';

/** Opened before the first look at the memory, so that code and pools are there already. */
const warmSockets = 200;
const looks = 12;
const lookEvery = 1_000;

interface Cost {
  readonly name: string;
  readonly sockets: number;
  readonly openedIn: number;
  readonly bytesEach: number | null;
  readonly resident: number | null;
}

/** Measures Baraza and socket.io, each freshly started; gives the row's table. */
export async function connectionsRow(stage: Stage, fleet: Fleet): Promise<string> {
  const count = fleet.people.length;
  say(`Connections: ${whole(count)} idle sockets on a fresh server each`);
  const socketio = await serveSocketio(stage, 'socketio_idle', 'majority');
  const accounts = await makePeople(100, index =>
    login(`http://${socketio.host}/login`, { name: `u${index}` }),
  );
  const shared = Array.from({ length: count }, (_, index) => accounts[index % accounts.length] as Person);
  const baseline = await measure(stage, 'socket.io', 'socketio', socketio, shared);
  await socketio.stop();
  const baraza = await fleet.fresh();
  const own = await measure(stage, 'Baraza', 'baraza', baraza, fleet.people);
  await baraza.stop();
  return report([baseline, own]);
}

async function measure(
  stage: Stage,
  name: string,
  dialect: DialectName,
  server: Server,
  people: readonly Person[],
): Promise<Cost> {
  await pin(server.pid, firstCore);
  const base = `ws://${server.host}`;
  const crowds = [
    { crowd: `${name} warm`, spec: { dialect, base, people: people.slice(0, warmSockets) } },
    { crowd: `${name} idle`, spec: { dialect, base, people: people.slice(warmSockets) } },
  ] as const;
  await stage.generator.ask('open', crowds[0]);
  const before = await settled(server.pid);
  const openedIn = await stage.generator.ask('open', crowds[1]);
  const after = await settled(server.pid);
  for (const { crowd } of crowds) await stage.generator.ask('close', { crowd });
  const sockets = people.length - warmSockets;
  const bytesEach = before === null || after === null ? null : (after - before) / sockets;
  return { name, sockets: people.length, openedIn: openedIn / sockets, bytesEach, resident: after };
}

/** The lowest of some looks: garbage of the opening is not what a connection costs. */
async function settled(pid: number): Promise<number | null> {
  let lowest: number | null = null;
  for (let look = 0; look < looks; look++) {
    await sleep(lookEvery);
    const bytes = residentBytes(pid);
    if (bytes !== null) lowest = Math.min(lowest ?? bytes, bytes);
  }
  return lowest;
}

function report(costs: readonly Cost[]): string {
  const base = costs[0]?.bytesEach;
  const head = ['', 'sockets', 'KiB each', 'ratio', 'server MiB', 'opened per second'];
  const rows = costs.map(({ name, sockets, openedIn, bytesEach, resident }) => [
    name,
    whole(sockets),
    figure(bytesEach === null ? null : bytesEach / 1024),
    bytesEach !== null && base ? figure(bytesEach / base, '×') : '–',
    figure(resident === null ? null : resident / 2 ** 20),
    whole(1000 / openedIn),
  ]);
  return [
    '### Connections: signed in and idle, resident memory of the server',
    `Growth from ${warmSockets} sockets to all, each time the lowest of ${looks} looks a second apart. Bar: under 15 KiB each.`,
    '',
    table([head, ...rows]),
  ].join('\n');
}
