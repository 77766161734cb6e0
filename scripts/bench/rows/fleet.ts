// The people of the connections and storm rows: groups of ten that listen, each with one more person who writes.

import { say } from '../../provision/say.ts';
import type { Person } from '../load/dialects.ts';
import type { Options } from '../options.ts';
import { chatWith, eachOf } from '../people.ts';
import { seedAccounts } from '../seed.ts';
import type { Stage } from '../stage.ts';
import { whole } from '../table.ts';
import { barazaEnv, type Env, type Server, serveBaraza } from '../targets.ts';

export interface Fleet {
  /** Those who listen. */
  readonly people: readonly Person[];
  /** One per group. */
  readonly writers: readonly Person[];
  /** A newly started server with these people; with flags of Node, and variables, where they are given. */
  fresh(flags?: readonly string[], more?: Env): Promise<Server>;
}

export const groupSize = 10;

/** Makes everyone, and their groups. */
export async function makeFleet(stage: Stage, { connections }: Options): Promise<Fleet> {
  const groups = Math.ceil(connections / groupSize);
  say(`Making ${whole(connections + groups)} people for connections and storm`);
  const env = barazaEnv(stage, 'fleet');
  const server = await serveBaraza(stage, env);
  const api = `http://${server.host}/api/v1`;
  const accounts = await seedAccounts(env, connections + groups);
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
    fresh: (flags = [], more = {}) => serveBaraza(stage, { ...env, ...more }, flags),
  };
}
