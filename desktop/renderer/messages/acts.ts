// What one does to messages that are there: edit, delete, react, pin, forward, and ask about them.
import { AppError } from '../../../common/errors.ts';
import type { ChatId, MessageId, UserId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import type { ReplyData, RequestData } from '../../../common/wire/frames.ts';
import type { Replica, ReplicaInput } from '../replica/state.ts';
import { shownMessages } from '../replica/threads.ts';
import type { Api } from '../transport/api.ts';
import type { DeskParts } from './desk.ts';
import type { HistoryParts } from './history.ts';

type ChangeType = 'message_edit' | 'message_delete' | 'reaction_set';

interface ActsOptions {
  readonly self: UserId;
  readonly replica: () => Replica;
  readonly dispatch: (input: ReplicaInput) => void;
  readonly request: <T extends ChangeType>(type: T, data: RequestData<T>) => Promise<ReplyData<T>>;
  readonly api: Pick<Api, 'pin' | 'message' | 'messageInfo' | 'messageHistory' | 'messages'>;
  readonly desk: DeskParts;
  readonly history: HistoryParts;
  readonly openChat: (chatId: ChatId) => void;
}

/** The acts of one account; each rejects with AppError when the server refuses. */
export function createActs(options: ActsOptions) {
  const { self, replica, dispatch, request, api, desk, history, openChat } = options;
  const change = async <T extends ChangeType>(type: T, data: RequestData<T>) => {
    const { message } = await request(type, data);
    dispatch({ type: 'acknowledged', message });
  };
  const react = ({ chatId, id, reactions }: Message, emoji: string) => {
    const own = reactions.find(reaction => reaction.userId === self)?.emoji;
    return change('reaction_set', { chatId, messageId: id, emoji: own === emoji ? null : emoji });
  };
  const show = async (chatId: ChatId, seq: number, words: readonly string[] = []) => {
    const { threads } = replica();
    // Before the chat opens at its end, so that it does not jump twice.
    if (threads[chatId] === undefined) dispatch({ type: 'opened', chatId });
    openChat(chatId);
    const found = await history.reach(chatId, seq);
    if (found) desk.aim({ chatId, seq, words });
    return found;
  };
  const held = (chatId: ChatId) => replica().threads[chatId]?.messages ?? [];
  const finding = new Map<MessageId, Promise<Message | null>>();
  const fetchOne = async (chatId: ChatId, id: MessageId) => {
    try {
      const { message } = await api.message(chatId, id);
      // It stands beside the pages, and follows what happens to it.
      dispatch({ type: 'acknowledged', message });
      return message;
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') return null;
      throw error;
    } finally {
      finding.delete(id);
    }
  };
  /** A message by its id, fetched where it is not held; null when it is not there. */
  const find = async (chatId: ChatId, id: MessageId) => {
    const there = held(chatId).find(message => message.id === id);
    if (there) return there;
    const coming = finding.get(id) ?? fetchOne(chatId, id);
    finding.set(id, coming);
    return coming;
  };
  const seqOfDay = async (chatId: ChatId, at: string) => {
    try {
      const { messages } = await api.messages(chatId, { at, limit: 1 });
      return messages[0]?.seq ?? null;
    } catch (error) {
      // Without a connection the days that are on this device can be gone to.
      const thread = replica().threads[chatId];
      const here = thread ? shownMessages(thread) : [];
      const reaches = (here[0]?.createdAt ?? at) < at;
      const found = reaches ? here.find(({ createdAt }) => createdAt >= at) : undefined;
      if (!found || !(error instanceof AppError) || error.code !== 'unavailable') throw error;
      return found.seq;
    }
  };
  return {
    edit: ({ chatId, id }: Message, text: string) => change('message_edit', { chatId, messageId: id, text }),
    remove: ({ chatId, id }: Message) => change('message_delete', { chatId, messageId: id }),
    /** Sets one's reaction, or takes it back when it is the same. */
    react,
    async pin({ chatId, id }: Pick<Message, 'chatId' | 'id'>, on: boolean) {
      dispatch({ type: 'chat', ...(await api.pin(chatId, id, on)) });
    },
    info: (chatId: ChatId, id: MessageId) => api.messageInfo(chatId, id),
    versions: ({ chatId, id }: Message) => api.messageHistory(chatId, id),
    /** Opens the chat at a message; false when it is not there. */
    show,
    find,
    /** The same for a message that is known by its id only. */
    async showById(chatId: ChatId, id: MessageId) {
      const message = await find(chatId, id);
      return message === null ? false : show(chatId, message.seq);
    },
    /** The same for the first message of a day, or the first one after it. */
    async showDay(chatId: ChatId, day: Date) {
      const seq = await seqOfDay(chatId, day.toISOString());
      return seq === null ? false : show(chatId, seq);
    },
  };
}
