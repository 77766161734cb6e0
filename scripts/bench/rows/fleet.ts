// The people of the connections and storm rows: groups of ten that listen, each with one more person who writes.

import { say } from '../../provision/say.ts';
import type { Person } from '../load/dialects.ts';
import type { Options } from '../options.ts';
import { chatWith, eachOf, registered } from '../people.ts';
import type { Stage } from '../stage.ts';
import { whole } from '../table.ts';
import { barazaEnv, type Server, serveBaraza } from '../targets.ts';

export interface Fleet {
  /** Those who listen. */
  readonly people: readonly Person[];
  /** One per group. */
  readonly writers: readonly Person[];
  /** A newly started server with these people. */
  fresh(): Promise<Server>;
}

const groupSize = 10;

/** Registers everyone; all cores may help, as passwords are hashed slowly on purpose. */
export async function makeFleet(stage: Stage, { connections }: Options): Promise<Fleet> {
  const groups = Math.ceil(connections / groupSize);
  say(`Registering ${whole(connections + groups)} people for connections and storm`);
  const env = barazaEnv(stage, 'fleet');
  const server = await serveBaraza(stage, env);
  const api = `http://${server.host}/api/v1`;
  const accounts = await eachOf(connections + groups, index => registered(api, index));
  const listeners = accounts.slice(0, connections);
  const chats = await eachOf(groups, async group => {
    const members = listeners.slice(group * groupSize, (group + 1) * groupSize);
    const writer = accounts[connections + group];
    if (writer === undefined) throw new Error('Every group has a writer');
    const memberIds = members.map(({ id }) => id);
    const chatId = await chatWith(api, writer.token, { kind: 'group', title: `Group ${group}`, memberIds });
    return { chatId, writer };
  });
  await server.stop();
  return {
    people: listeners.map((account, index) => ({
      ...account,
      peerId: '',
      chatId: chats[Math.floor(index / groupSize)]?.chatId ?? '',
    })),
    writers: chats.map(({ chatId, writer }) => ({ ...writer, peerId: '', chatId })),
    fresh: () => serveBaraza(stage, env),
  };
}
