// Keeps the newest of what is known on this device, for an instant start and for reading offline.
import type { StoreApi } from 'zustand/vanilla';
import type { User } from '../../../common/auth/user.ts';
import type { Chat } from '../../../common/chats/chat.ts';
import type { ChatId } from '../../../common/ids.ts';
import type { Disposer } from '../../ipc/channels.ts';
import type { Boxes } from '../cache/boxes.ts';
import type { Timers } from '../transport/timers.ts';
import type { Replica, ReplicaInput, Thread } from './state.ts';
import { firstFrom } from './threads.ts';

/** With each change of what is kept: what was kept before is then thrown away. */
const version = 2;
const messagesPerChat = 80;
const writeAfter = 1_500;

export interface Projection {
  /** Puts in what was kept. */
  restore(): Promise<void>;
  /** Throws away what was kept. What changes from then on is kept again. */
  clear(): Promise<void>;
  /** Writes what is still to be written. */
  flush(): Promise<void>;
  close(): Promise<void>;
  dispose: Disposer;
}

interface ProjectionOptions {
  readonly boxes: Promise<Boxes>;
  readonly replica: StoreApi<Replica>;
  readonly dispatch: (input: ReplicaInput) => void;
  readonly timers: Timers;
  readonly onDefect: (error: unknown) => void;
}

interface KeptChat {
  readonly chat: Chat;
  readonly thread: Thread | null;
}

interface KeptPeople {
  readonly users: readonly User[];
  readonly people: string | null;
}

/** The cache of one account: a projection, which can be thrown away at any time. */
export function createProjection(options: ProjectionOptions): Projection {
  const { boxes, replica, dispatch, timers, onDefect } = options;
  const dirty = new Set<ChatId>();
  let people = false;
  let restored = false;
  let scheduled: Disposer | null = null;

  const flush = async () => {
    scheduled?.();
    scheduled = null;
    const { chats, threads, users, people: mark } = replica.getState();
    const puts = new Map<string, unknown>();
    const deletes: string[] = [];
    for (const id of dirty) {
      const chat = chats[id];
      if (chat) puts.set(`chat:${id}`, { chat, thread: newest(threads[id]) } satisfies KeptChat);
      else deletes.push(`chat:${id}`);
    }
    if (people) puts.set('users', { users: Object.values(users), people: mark } satisfies KeptPeople);
    puts.set('version', version);
    dirty.clear();
    people = false;
    await (await boxes).write(puts, deletes);
  };
  const unsubscribe = replica.subscribe((now, before) => {
    if (!restored) return;
    if (now.chats !== before.chats) note(now.chats, before.chats);
    if (now.threads !== before.threads) note(now.threads, before.threads);
    people ||= now.users !== before.users || now.people !== before.people;
    if (dirty.size > 0 || people) scheduled ??= timers.after(writeAfter, () => void flush().catch(onDefect));
  });
  const note = (now: Readonly<Record<ChatId, unknown>>, before: Readonly<Record<ChatId, unknown>>) => {
    for (const id of new Set([...Object.keys(now), ...Object.keys(before)] as ChatId[]))
      if (now[id] !== before[id]) dirty.add(id);
  };

  return {
    flush,
    async restore() {
      try {
        const kept = await (await boxes).all();
        const input = read(kept);
        if (input) dispatch(input);
        else
          await (await boxes).write(
            new Map(),
            kept.map(([key]) => key),
          );
      } catch (error) {
        // Without a cache there is still the server.
        onDefect(error);
      }
      restored = true;
    },
    async clear() {
      scheduled?.();
      scheduled = null;
      dirty.clear();
      people = false;
      const held = await boxes;
      const kept = await held.all();
      await held.write(
        new Map(),
        kept.map(([key]) => key),
      );
    },
    async close() {
      unsubscribe();
      scheduled?.();
      (await boxes).close();
    },
    dispose() {
      unsubscribe();
      if (scheduled) void flush().catch(onDefect);
    },
  };
}

function read(kept: readonly (readonly [string, unknown])[]): ReplicaInput | null {
  const byKey = new Map(kept);
  if (byKey.get('version') !== version) return null;
  const found = kept
    .filter(([key, value]) => key.startsWith('chat:') && value !== undefined)
    .map(([, value]) => value as KeptChat);
  const those = byKey.get('users') as KeptPeople | undefined;
  return {
    type: 'restored',
    chats: found.map(({ chat }) => chat),
    users: those?.users ?? [],
    people: those?.people ?? null,
    threads: Object.fromEntries(
      found.flatMap(({ chat, thread }) => (thread ? [[chat.id, thread] as const] : [])),
    ),
  };
}

/** The end of what is held without a gap. */
function newest(thread: Thread | undefined): Thread | null {
  if (thread === undefined || thread.from === null) return null;
  const whole = thread.messages.slice(firstFrom(thread.messages, thread.from));
  const messages = whole.slice(-messagesPerChat);
  const from = messages.length === whole.length ? thread.from : (messages[0]?.seq ?? thread.from);
  return { messages, from };
}
