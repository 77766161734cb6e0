// Storm row: all listeners are cut at one moment; how long until the last is back and caught up.
import { say } from '../../provision/say.ts';
import { spread } from '../percentiles.ts';
import { firstCore, pin } from '../pinning.ts';
import type { Stage } from '../stage.ts';
import { figure, table, whole } from '../table.ts';
import type { Fleet } from './fleet.ts';

const rate = 200;
/** What the bar is about. */
const mostCut = 2_000;

/** Runs one storm on a freshly started server; gives the row's table. */
export async function stormRow(stage: Stage, fleet: Fleet): Promise<string> {
  const { writers, fresh } = fleet;
  const people = fleet.people.slice(0, mostCut);
  say(`Storm: ${whole(people.length)} clients are cut at once`);
  const server = await fresh();
  await pin(server.pid, firstCore);
  const spec = { host: server.host, people, writers, rate, secondsBefore: 3, secondsAfter: 5 };
  const { back, retries, written, lost, doubled } = await stage.generator.ask('storm', spec);
  await server.stop();
  const times = spread(back);
  const head = ['', 'cut', 'half back s', 'p99 s', 'all back s', 'retries', 'written', 'lost', 'doubled'];
  const seconds = (milliseconds: number | undefined) =>
    figure(milliseconds === undefined ? null : milliseconds / 1000);
  const row = [
    'Baraza',
    whole(people.length),
    seconds(times?.p50),
    seconds(times?.p99),
    seconds(times?.max),
    ...[retries, written, lost, doubled].map(whole),
  ];
  return [
    '### Storm: cut at once, back with hello, GET /chats and GET /changes',
    `No client waits before it comes back; meanwhile ${rate} messages a second go to groups of ten. Bar: all within 5 s, nothing lost.`,
    '',
    table([head, row]),
  ].join('\n');
}
