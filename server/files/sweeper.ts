// Removes what nobody holds: broken uploads, files that no message took up, and those whose last message is gone.
import type { ChatId, FileId, UserId } from '../../common/ids.ts';
import { times } from '../../common/limits.ts';
import type { Clock, Disposer, Log } from '../context.ts';
import type { Content } from './content.ts';
import type { Holders } from './service.ts';
import type { FileDoc, FileStore } from './store.ts';

interface Parts {
  store: FileStore;
  content: Content;
  holders: Holders;
  avatarOf: { user(id: UserId): Promise<string | undefined>; chat(id: ChatId): Promise<string | undefined> };
  /** Half-written objects of dead processes. */
  tidy(olderThan: Date): Promise<void>;
  clock: Clock;
  log: Log;
}

export function createSweeper({ store, content, holders, avatarOf: kept, tidy, clock, log }: Parts) {
  async function isHeld({ _id, state, avatarOf }: FileDoc): Promise<boolean> {
    if (state === 'uploading') return false;
    if (avatarOf === undefined) {
      return (await holders.holding(_id)).length > 0 || holders.waiting(_id);
    }
    const held = 'userId' in avatarOf ? kept.user(avatarOf.userId) : kept.chat(avatarOf.chatId);
    return (await held) === _id;
  }

  /** The document goes last: as long as it is there, somebody comes back for the bytes. */
  async function remove(id: FileId): Promise<void> {
    await content.removeAll(id);
    await store.remove(id);
  }

  /** Looks after everything whose time has come. Errors: `unavailable`; the rest is then for the next time. */
  async function sweep(): Promise<void> {
    for (;;) {
      const doc = await store.takeDue(clock.now());
      if (doc === null) break;
      if (await isHeld(doc)) await store.stay(doc._id);
      else await remove(doc._id);
    }
    await tidy(new Date(clock.now().getTime() - times.uploadLease));
  }

  return {
    sweep,
    async discard(id: FileId): Promise<void> {
      if ((await store.takeOne(id, clock.now())) !== null) await remove(id);
    },
    start(): Disposer {
      let running = false;
      const timer = setInterval(() => {
        if (running) return;
        running = true;
        sweep()
          .catch(error => log.warn({ err: error }, 'Files could not be looked after'))
          .finally(() => {
            running = false;
          });
      }, times.filesSweep);
      return () => clearInterval(timer);
    },
  };
}
