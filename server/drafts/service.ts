// What people wrote and did not send: on all their devices, sealed, and gone once it is sent.
import type { Draft } from '../../common/chats/chat.ts';
import type { ChatId, UserId } from '../../common/ids.ts';
import type { Message } from '../../common/messages/message.ts';
import { encodeEvent } from '../../common/wire/codec.ts';
import type { Body, http } from '../../common/wire/http.ts';
import type { Caller, Clock, Log } from '../context.ts';
import type { Bus } from '../infra/bus.ts';
import { open, seal, type Vault } from '../infra/vault.ts';
import { type DraftDoc, type DraftStore, draftId } from './store.ts';

interface Parts {
  store: DraftStore;
  membership: { require(userId: UserId, chatId: ChatId): Promise<unknown> };
  vault: Vault;
  bus: Bus;
  clock: Clock;
  log: Log;
}

/** Sent messages of so long are looked up together, to find the drafts they were. */
const lag = 300;
const waitingLimit = 50_000;

export type DraftService = ReturnType<typeof createDraftService>;

export function createDraftService({ store, membership, vault, bus, clock, log }: Parts) {
  let sent = new Map<string, string>();
  let timer: NodeJS.Timeout | null = null;

  const contextOf = ({ userId, chatId }: Pick<DraftDoc, 'userId' | 'chatId'>) => `${chatId}/draft/${userId}`;
  const textOf = async (doc: DraftDoc) => open(await vault.keyFor(doc.chatId), contextOf(doc), doc.body);

  async function toDraft(doc: DraftDoc): Promise<[ChatId, Draft]> {
    const draft: Draft = { text: await textOf(doc), updatedAt: doc.updatedAt.toISOString() };
    if (doc.replyTo !== undefined) draft.replyTo = doc.replyTo;
    return [doc.chatId, draft];
  }

  /** Removes drafts that are what was sent. */
  async function forget(): Promise<void> {
    const texts = sent;
    sent = new Map();
    const docs = await store.byIds([...texts.keys()]);
    await Promise.all(
      docs.map(async doc => {
        if ((await textOf(doc)).trim() !== texts.get(doc._id)) return;
        if (!(await store.removeUnchanged(doc))) return;
        bus.publish([doc.userId], encodeEvent('draft', { chatId: doc.chatId, draft: null }));
      }),
    );
  }

  return {
    /** [DRAFT1] The last one written counts; an empty text removes it. Errors: `forbidden` outside the chat. */
    async put(caller: Caller, chatId: ChatId, { text, replyTo }: Body<typeof http.draft>): Promise<void> {
      const { userId, deviceId } = caller;
      await membership.require(userId, chatId);
      const id = draftId(userId, chatId);
      let draft: Draft | null = null;
      if (text.trim() === '') await store.remove(id);
      else {
        const body = seal(await vault.keyFor(chatId), contextOf({ userId, chatId }), text);
        const doc: DraftDoc = { _id: id, userId, chatId, body, updatedAt: clock.now() };
        if (replyTo !== undefined) doc.replyTo = replyTo;
        await store.put(doc);
        [, draft] = await toDraft(doc);
      }
      bus.publish([userId], encodeEvent('draft', { chatId, draft }), { except: deviceId });
    },

    /** Of one chat, or of all. */
    async draftsOf(userId: UserId, chatId?: ChatId): Promise<ReadonlyMap<ChatId, Draft>> {
      const docs = await (chatId === undefined
        ? store.ofUser(userId)
        : store.byIds([draftId(userId, chatId)]));
      return new Map(await Promise.all(docs.map(toDraft)));
    },

    /** [DRAFT2] Follows sends, behind their acknowledgement: a draft with the same text is gone. */
    sent({ senderId, chatId, text }: Message): void {
      // A draft that stays by mistake is seen and removed by its writer.
      if (text === '' || sent.size >= waitingLimit) return;
      sent.set(draftId(senderId, chatId), text.trim());
      timer ??= setTimeout(() => {
        timer = null;
        forget().catch(error => log.warn({ err: error }, 'Drafts that were sent could not be removed'));
      }, lag);
    },

    async drain(): Promise<void> {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      await forget().catch(error => log.warn({ err: error }, 'Drafts that were sent could not be removed'));
    },
  };
}
