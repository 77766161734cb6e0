// A person whose client does what any good one does: comes back, catches up by rev, and sends again until it is acknowledged.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatId } from '../../common/ids.ts';
import type { Message } from '../../common/messages/message.ts';
import { call, connect, type TestClient, type TestSocket } from './client.ts';

export interface Steady {
  /** clientIds of own messages that were acknowledged. */
  readonly acknowledged: ReadonlySet<string>;
  /** How often each message came as new, by clientId. */
  readonly seen: ReadonlyMap<string, number>;
  /** Writes message after message until `stopSending`, which resolves when the last one is acknowledged. */
  startSending(): void;
  stopSending(): Promise<void>;
  leave(): Promise<void>;
}

const pause = 15;

/** `urls`: its nodes, the one it prefers first. */
export function makeSteady(client: TestClient, chatId: ChatId, urls: readonly string[]): Steady {
  const acknowledged = new Set<string>();
  const seen = new Map<string, number>();
  const early = new Map<number, Message>();
  let held = 0;
  let socket: TestSocket | null = null;
  let there = true;
  let sending: Promise<void> = Promise.resolve();
  let isSending = false;

  /** [SEQ2] The next rev is applied, one that is held changes nothing, anything else is fetched. */
  function apply(message: Message): boolean {
    if (message.rev <= held) return true;
    if (message.rev !== held + 1) return false;
    held = message.rev;
    seen.set(message.clientId, (seen.get(message.clientId) ?? 0) + 1);
    return true;
  }

  async function catchUp(url: string): Promise<void> {
    for (let more = true; more; ) {
      const path = `/chats/${chatId}/changes?after=${held}&limit=200`;
      const answer = await call<{ messages: Message[]; rev: number; more: boolean }>(url, 'GET', path, {
        token: client.session.accessToken,
      });
      if (answer.status !== 200) throw new Error(`No changes: ${answer.status}`);
      for (const message of answer.body.messages) {
        if (message.rev > held) seen.set(message.clientId, (seen.get(message.clientId) ?? 0) + 1);
      }
      held = Math.max(held, answer.body.rev);
      more = answer.body.more;
    }
  }

  /** Takes what came, and fetches what is missing, for as long as the socket lives. */
  async function follow(url: string, live: TestSocket): Promise<void> {
    let open = true;
    void live.closed.then(() => {
      open = false;
    });
    while (open) {
      for (const { type, data } of live.events.splice(0)) {
        if (type === 'message_created' && data.message.chatId === chatId)
          early.set(data.message.rev, data.message);
      }
      const revs = [...early.keys()].sort((a, b) => a - b);
      let gap = false;
      for (const rev of revs) {
        if (!apply(early.get(rev) as Message)) gap = true;
        else early.delete(rev);
      }
      if (gap) await catchUp(url);
      await Promise.race([live.closed, sleep(10)]);
    }
  }

  async function live(): Promise<void> {
    for (let attempt = 0; there; attempt++) {
      const url = urls[attempt % urls.length] as string;
      try {
        const opened = await connect(url);
        await opened.request('hello', { token: client.session.accessToken });
        await catchUp(url);
        socket = opened;
        await follow(url, opened);
      } catch {
        // Any good client tries the next node.
        await sleep(50);
      } finally {
        socket = null;
      }
      if (there) await sleep(50 + Math.random() * 150);
    }
  }

  async function send(clientId: string): Promise<void> {
    while (there) {
      const now = socket;
      if (now !== null) {
        const reply = await now
          .request('message_send', { chatId, clientId, text: clientId })
          .catch((error: unknown) => error);
        if (!(reply instanceof Error)) {
          const { message } = reply as { message: Message };
          early.set(message.rev, message);
          return void acknowledged.add(clientId);
        }
      }
      await sleep(50);
    }
  }

  const living = live();
  return {
    acknowledged,
    seen,
    startSending() {
      isSending = true;
      sending = (async () => {
        while (isSending && there) {
          await send(randomUUID());
          await sleep(pause);
        }
      })();
    },
    stopSending() {
      isSending = false;
      return sending;
    },
    async leave() {
      there = false;
      socket?.cut();
      await living;
    },
  };
}
