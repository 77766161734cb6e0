// Everything that is one person's, as JSON and files in a new folder, to be handed to them.
import { createWriteStream } from 'node:fs';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../common/errors.ts';
import type { ChatId, DeviceId, FileId, MessageId, UserId } from '../../common/ids.ts';
import { limits } from '../../common/limits.ts';
import type { Caller } from '../../server/context.ts';
import { cleanFileName } from '../../server/files/name.ts';
import type { Tools } from './tools.ts';

interface Counts {
  messages: number;
  files: number;
  calls: number;
  /** Files whose bytes the storage does not have. */
  lost: number;
}

/** Writes beside the name, and moves the folder there when it is whole. Throws when the name is taken. */
export async function exportPerson(tools: Tools, userId: UserId, folder: string): Promise<Counts> {
  const taken = await access(folder).then(
    () => true,
    () => false,
  );
  if (taken) throw new Error(`${folder} is there already`);
  const part = `${folder}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(join(part, 'files'), { recursive: true, mode: 0o700 });
  // No device of theirs asks: nothing is told to any.
  const caller: Caller = { userId, deviceId: 'none' as DeviceId };
  await writeJson(part, 'account', await accountOf(tools, caller));
  await writeJson(part, 'chats', await chatsOf(tools, caller));
  const calls = await callsOf(tools, caller);
  await writeJson(part, 'calls', calls);
  const messages = await writeArray(part, 'messages', messagesOf(tools, caller));
  const { files, lost } = await writeFiles(tools, userId, part);
  await rename(part, folder);
  const counts = { messages, files, calls: calls.length, lost };
  await tools.audit.record({ via: 'cli' }, 'data_exported', {
    target: userId,
    details: `${messages} messages, ${files} files`,
  });
  return counts;
}

const mode = { mode: 0o600 };

const writeJson = (folder: string, name: string, value: unknown) =>
  writeFile(join(folder, `${name}.json`), `${JSON.stringify(value, null, 2)}\n`, mode);

/** One element at a time, so that memory stays flat; gives how many there were. */
async function writeArray(folder: string, name: string, values: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  async function* text() {
    yield '[';
    for await (const value of values) yield `${count++ === 0 ? '\n' : ',\n'}  ${JSON.stringify(value)}`;
    yield '\n]\n';
  }
  await pipeline(Readable.from(text()), createWriteStream(join(folder, `${name}.json`), mode));
  return count;
}

/** What is known of the person, without what only proves who they are. */
async function accountOf(tools: Tools, caller: Caller) {
  const { userId } = caller;
  const [[account], blocked, scheduled, preferences, devices] = await Promise.all([
    tools.admin.usersByIds([userId]),
    tools.moderation.list(caller),
    tools.scheduled.list(caller),
    tools.presence.preferences(caller),
    tools.admin.devices(userId),
  ]);
  return { account, devices, preferences, blocked, scheduled };
}

/** Each chat that they are or were in, with who else is in it, their draft, and how far they have read. */
async function chatsOf({ chats }: Tools, caller: Caller) {
  const listed = await chats.list(caller, { include: 'left' });
  const users = new Map(listed.users.map(user => [user.id, user]));
  return listed.chats.map(({ id, kind, title, createdAt, members, draft, left = false }) => ({
    id,
    kind,
    title,
    createdAt,
    left,
    draft,
    members: members.map(({ userId, role, read }) => ({
      userId,
      name: users.get(userId)?.displayName,
      role,
      ...(userId === caller.userId && { read }),
    })),
  }));
}

async function callsOf({ calls }: Tools, caller: Caller) {
  const all: unknown[] = [];
  for (let before: string | undefined; ; ) {
    const page = await calls.history(caller, before, limits.pageMax);
    all.push(...page.calls);
    if (page.next === undefined) return all;
    before = page.next;
  }
}

const atOnce = 100;

interface Written {
  _id: MessageId;
  chatId: ChatId;
  seq: number;
}

/** What they wrote, by chat and in order, each with its earlier texts. */
async function* messagesOf({ mongo, messages }: Tools, caller: Caller) {
  const written = await mongo.db
    .collection<Written>('messages')
    .find({ senderId: caller.userId, system: { $exists: false } } as object, {
      projection: { chatId: 1, seq: 1 },
      hint: 'client',
    })
    .toArray();
  written.sort((a, b) => (a.chatId < b.chatId ? -1 : a.chatId > b.chatId ? 1 : a.seq - b.seq));
  for (let at = 0; at < written.length; at += atOnce) {
    const some = written.slice(at, at + atOnce);
    const opened = await messages.byIds(some.map(({ _id }) => _id));
    for (const { _id, chatId } of some) {
      const message = opened.get(_id);
      if (message === undefined) continue;
      const versions = message.editedAt === undefined ? [] : await earlier(chatId, _id);
      yield { ...message, ...(versions.length > 0 && { earlier: versions }) };
    }
  }

  async function earlier(chatId: ChatId, id: MessageId) {
    try {
      return (await messages.history(caller, chatId, id)).versions;
    } catch (error) {
      // Edited last, and then they left the chat at an earlier place: the text as it was is what they have.
      if (error instanceof AppError && error.code === 'not_found') return [];
      throw error;
    }
  }
}

interface Owned {
  _id: FileId;
  state: string;
}

/** The bytes of their files, and a list of what is what. */
async function writeFiles({ mongo, files }: Tools, userId: UserId, folder: string) {
  const owned = mongo.db
    .collection<Owned>('files')
    .find({ ownerId: userId } as object, { projection: { state: 1 } });
  const list: object[] = [];
  let lost = 0;
  for await (const { _id: id, state } of owned) {
    if (state === 'uploading') continue;
    const { about, size, read } = await files.files.open(userId, id);
    const name = `${id}-${cleanFileName(about.name)}`;
    const kept = await pipeline(
      Readable.from(read(0, size)),
      createWriteStream(join(folder, 'files', name), mode),
    ).then(
      () => true,
      async (error: unknown) => {
        if (!(error instanceof AppError && error.code === 'unavailable')) throw error;
        await rm(join(folder, 'files', name), { force: true });
        return false;
      },
    );
    if (!kept) lost += 1;
    list.push({ id, size, ...about, ...(kept ? { file: `files/${name}` } : { lost: true }) });
  }
  await writeJson(folder, 'files', list);
  return { files: list.length - lost, lost };
}
