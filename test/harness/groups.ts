// Four people and their groups on two server nodes with one database and one Redis.
import { randomUUID } from 'node:crypto';
import type { User } from '../../common/auth/user.ts';
import type { Chat } from '../../common/chats/chat.ts';
import { serverSecrets } from '../../scripts/run/server.ts';
import { newPerson, type TestClient, type TestSocket } from './client.ts';
import { testDatabase } from './mongo.ts';
import { startRedis } from './redis.ts';
import { startServer } from './server.ts';

export interface Shown {
  chat: Chat;
  users: User[];
}

/** Asha and Juma talk to the north, Neema and Zuri to the south. */
export async function startGroupHome() {
  const [{ uri, drop }, redis] = await Promise.all([testDatabase(), startRedis()]);
  const env = { ...serverSecrets(), MONGODB_URI: uri, REDIS_URL: redis.url, RATE_LIMIT_SCALE: '0' };
  const [north, south] = await Promise.all([startServer({ env }), startServer({ env })]);
  const [asha, juma, neema, zuri] = await Promise.all([
    newPerson(north.url, 'Asha'),
    newPerson(north.url, 'Juma'),
    newPerson(south.url, 'Neema'),
    newPerson(south.url, 'Zuri'),
  ]);
  return {
    uri,
    north,
    south,
    asha,
    juma,
    neema,
    zuri,
    async stop(): Promise<void> {
      await Promise.all([north.stop(), south.stop()]);
      await redis.stop();
      await drop();
    },
  };
}

export const group = async (owner: TestClient, title: string, ...members: TestClient[]) => {
  const body = { kind: 'group', title, memberIds: members.map(member => member.id) };
  return (await owner.rest<Shown>('POST', '/chats', body)).body.chat;
};
export const roleOf = (chat: Chat, { id }: TestClient) =>
  chat.members.find(member => member.userId === id)?.role;
export const say = async (socket: TestSocket, chatId: Chat['id'], text: string) =>
  (await socket.request('message_send', { chatId, clientId: randomUUID(), text })).message;
export const add = (who: TestClient, chat: Chat, ...people: TestClient[]) =>
  who.rest<Shown>('POST', `/chats/${chat.id}/members`, { userIds: people.map(({ id }) => id) });
export const give = (who: TestClient, chat: Chat, to: TestClient, role: string) =>
  who.rest<Shown>('PATCH', `/chats/${chat.id}/members/${to.id}`, { role });
export const remove = (who: TestClient, chat: Chat, whom: TestClient) =>
  who.rest<Shown>('DELETE', `/chats/${chat.id}/members/${whom.id}`);
export const rename = (who: TestClient, chat: Chat, title: string) =>
  who.rest<Shown>('PATCH', `/chats/${chat.id}`, { title });
export const notes = async (who: TestClient, chat: Chat) =>
  (await who.messages(chat.id, '?limit=200')).flatMap(({ system }) => (system ? [system] : []));
