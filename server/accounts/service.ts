// One's own account as a whole: its state, and its end.
import { AppError } from '../../common/errors.ts';
import type { ChatId, FileId, MessageId, UserId } from '../../common/ids.ts';
import { times } from '../../common/limits.ts';
import type { Actor, Audit } from '../audit/service.ts';
import type { Caller, Clock, Disposer, Log } from '../context.ts';
import type { AccountStore } from './store.ts';

export type Accounts = ReturnType<typeof createAccounts>;

interface Parts {
  store: AccountStore;
  audit: Audit;
  clock: Clock;
  log: Log;
  checkPassword(userId: UserId, password: string): Promise<void>;
  revokeAll(userId: UserId): Promise<number>;
  messages: { delete(caller: Caller, of: { chatId: ChatId; messageId: MessageId }): Promise<unknown> };
  groups: { remove(caller: Caller, chatId: ChatId, userId: UserId): Promise<unknown> };
  chats: {
    placesOf(userId: UserId): Promise<{ chatId: ChatId; upTo: number | undefined }[]>;
    chat(id: ChatId): Promise<{ kind: 'direct' | 'group'; directKey?: string } | null>;
    close(directKey: string): Promise<unknown>;
  };
  files: { discard(id: FileId): Promise<void> };
  /** Others may look at them as gone. */
  changed(chatId: ChatId, userIds: readonly UserId[]): void;
}

const pageSize = 200;

export function createAccounts(parts: Parts) {
  const { store, audit, clock, log, checkPassword, revokeAll, messages, groups, chats, files, changed } =
    parts;

  async function deleteMessages(caller: Caller): Promise<void> {
    let before = -1;
    for (;;) {
      const page = await store.written(caller.userId, pageSize);
      // What can not be deleted (one has left the chat) must not be tried for ever.
      if (page.length === 0 || page.length === before) return;
      before = page.length < pageSize ? page.length : -1;
      let gone = 0;
      for (const { _id, chatId } of page) {
        try {
          await messages.delete(caller, { chatId: chatId as ChatId, messageId: _id as MessageId });
          gone += 1;
        } catch (error) {
          if (!(error instanceof AppError && error.code === 'forbidden')) throw error;
        }
      }
      if (gone === 0) return;
    }
  }

  async function leaveChats(caller: Caller): Promise<void> {
    const { userId } = caller;
    for (const { chatId, upTo } of await chats.placesOf(userId)) {
      const chat = upTo === undefined ? await chats.chat(chatId) : null;
      if (chat?.kind === 'group') await groups.remove(caller, chatId, userId);
      else if (chat?.directKey !== undefined) {
        await chats.close(chat.directKey);
        changed(chatId, chat.directKey.split(':') as UserId[]);
      }
    }
  }

  /** [DELME2] Removes what is theirs; safe to repeat where it broke off. */
  async function erase(userId: UserId, actor: Actor): Promise<void> {
    // No device of theirs is left: whatever is told is told to all.
    const caller: Caller = { userId, deviceId: 'none' as Caller['deviceId'] };
    await revokeAll(userId);
    await deleteMessages(caller);
    await leaveChats(caller);
    for (const { _id } of await store.filesOf(userId)) await files.discard(_id as FileId);
    await store.forget(userId);
    await store.bury(userId, clock.now());
    await audit.record(actor, 'user_deleted', { target: userId });
  }

  async function sweep(): Promise<void> {
    for (const { _id } of await store.due(clock.now())) await erase(_id, { via: 'server' });
  }

  return {
    async security({ userId }: Caller) {
      const account = await store.account(userId);
      return {
        admin: account?.admin === true,
        secondFactor: account?.totp !== undefined,
        recoveryCodes: account?.recovery?.length ?? 0,
      };
    },

    /** Errors: `forbidden` for everyone else. */
    async mustBeAdmin({ userId }: Caller): Promise<void> {
      const account = await store.account(userId);
      if (account?.admin !== true) throw new AppError('forbidden', 'Only administrators do this');
    },

    /** [DELME1] All sessions end; signing in within the grace takes it back. Errors: `forbidden`, `conflict`. */
    async leave({ userId }: Caller, password: string): Promise<string> {
      await checkPassword(userId, password);
      const account = await store.account(userId);
      if (account?.admin === true && (await store.countAdmins()) === 1) {
        throw new AppError('conflict', 'The last administrator stays: make someone else one first');
      }
      const deleteAt = new Date(clock.now().getTime() + times.deletionGrace);
      await store.setDeleteAt(userId, deleteAt);
      await audit.record({ via: 'app', userId }, 'deletion_asked', { target: userId });
      await revokeAll(userId);
      return deleteAt.toISOString();
    },
    erase,
    sweep,
    start(): Disposer {
      let running = false;
      const timer = setInterval(() => {
        if (running) return;
        running = true;
        sweep()
          .catch(error => log.warn({ err: error }, 'An account could not be removed yet'))
          .finally(() => {
            running = false;
          });
      }, times.deletionSweep);
      return () => clearInterval(timer);
    },
  };
}
