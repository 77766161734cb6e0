// Connections row: more and more idle sockets, and what each costs the server in memory.
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from '../../provision/say.ts';
import type { DialectName, Person } from '../load/dialects.ts';
import { login, makePeople } from '../people.ts';
import { firstCore, pin } from '../pinning.ts';
import type { Plot } from '../plot.ts';
import type { Fleet } from '../rows/fleet.ts';
import type { Stage } from '../stage.ts';
import { figure, table, whole } from '../table.ts';
import { type Server, serveSocketio } from '../targets.ts';
import { residentBytes } from '../usage.ts';

/** Opened before the first look at the memory, so that code and pools are there already. */
const warmSockets = 200;
const looks = 8;
const lookEvery = 1_000;
const stops = [500, 2_000, 5_000, 10_000];

interface Stop {
  readonly sockets: number;
  readonly resident: number;
  readonly perSecond: number;
}

interface Course {
  readonly name: string;
  /** The first one is where the growth is counted from. */
  readonly stops: readonly Stop[];
}

/** Measures each server freshly started; gives the row's table and its picture. */
export async function connectionsRow(stage: Stage, fleet: Fleet): Promise<{ table: string; plot: Plot }> {
  const count = fleet.people.length;
  say(`Connections: up to ${whole(count)} idle sockets on a fresh server each`);
  const socketio = await serveSocketio(stage, 'socketio_idle', 'majority');
  const accounts = await makePeople(100, index =>
    login(`http://${socketio.host}/login`, { name: `u${index}` }),
  );
  const shared = Array.from({ length: count }, (_, index) => accounts[index % accounts.length] as Person);
  const courses = [
    await measure(stage, 'socket.io', 'socketio', socketio, shared),
    await measure(stage, 'Baraza', 'baraza', await fleet.fresh(), fleet.people),
    await measure(stage, smallYoung, 'baraza', await fleet.fresh([smallYoung]), fleet.people),
  ];
  return { table: report(courses), plot: plotOf(courses) };
}

/** Node's young generation kept small: what it costs in memory as it is by default. */
const smallYoung = '--max-semi-space-size=1';

async function measure(
  stage: Stage,
  name: string,
  dialect: DialectName,
  server: Server,
  people: readonly Person[],
): Promise<Course> {
  await pin(server.pid, firstCore);
  const base = `ws://${server.host}`;
  const found: Stop[] = [];
  const crowds: string[] = [];
  let open = 0;
  for (const sockets of stopsUpTo(people.length)) {
    const crowd = `${name} ${sockets}`;
    const spec = { dialect, base, people: people.slice(open, sockets) };
    const took = await stage.generator.ask('open', { crowd, spec });
    crowds.push(crowd);
    const resident = await settled(server.pid);
    if (resident === null) break;
    found.push({ sockets, resident, perSecond: (1000 * (sockets - open)) / took });
    open = sockets;
  }
  for (const crowd of crowds) await stage.generator.ask('close', { crowd });
  await server.stop();
  return { name: name === smallYoung ? `Baraza, ${name}` : name, stops: found };
}

function stopsUpTo(count: number): number[] {
  return [...new Set([warmSockets, ...stops.filter(stop => stop < count), count])];
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

function report(courses: readonly Course[]): string {
  const head = ['', 'sockets', 'server MiB', 'KiB each', 'KiB each of the last', 'opened per second'];
  const rows = courses.flatMap(({ name, stops }) => {
    const [first] = stops;
    return stops.slice(1).map(({ sockets, resident, perSecond }, index) => {
      const before = stops[index];
      const each = (from: Stop | undefined) =>
        figure(from && (resident - from.resident) / (sockets - from.sockets) / 1024);
      return [name, whole(sockets), figure(resident / 2 ** 20), each(first), each(before), whole(perSecond)];
    });
  });
  return [
    '### Connections: signed in and idle, resident memory of the server',
    '',
    `Growth from ${warmSockets} sockets on, and from the line before, each time the lowest of ${looks} looks a second apart. Bar: under 15 KiB each.`,
    '',
    table([head, ...rows]),
  ].join('\n');
}

function plotOf(courses: readonly Course[]): Plot {
  const lines = courses.map(({ name, stops }) => ({
    name,
    points: stops.map(({ sockets, resident }) => [sockets, resident / 2 ** 20] as const),
  }));
  return {
    title: 'Idle sockets and the memory of the server',
    note: 'Signed in, one node on one core; the lowest of some looks after each step',
    x: 'sockets',
    panels: [{ title: 'resident, MiB', lines }],
  };
}
