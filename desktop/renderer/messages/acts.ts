// What one does to messages that are there: edit, delete, react, pin, forward, and ask about them.
import type { ChatId, MessageId, UserId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import type { ReplyData, RequestData } from '../../../common/wire/frames.ts';
import type { Replica, ReplicaInput } from '../replica/state.ts';
import type { Api } from '../transport/api.ts';
import type { DeskParts } from './desk.ts';
import type { HistoryParts } from './history.ts';

type ChangeType = 'message_edit' | 'message_delete' | 'reaction_set';

interface ActsOptions {
  readonly self: UserId;
  readonly replica: () => Replica;
  readonly dispatch: (input: ReplicaInput) => void;
  readonly request: <T extends ChangeType>(type: T, data: RequestData<T>) => Promise<ReplyData<T>>;
  readonly api: Pick<Api, 'pin' | 'messageInfo' | 'messageHistory' | 'messages'>;
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
    /** The same for a message that is known by its id only: looks for it further and further up. */
    async showById(chatId: ChatId, id: MessageId) {
      const held = replica().threads[chatId]?.messages.find(message => message.id === id);
      const seq = held?.seq ?? (await findSeq(api, replica().chats[chatId]?.lastSeq ?? 0, chatId, id));
      return seq === null ? false : show(chatId, seq);
    },
  };
}

const page = 200;

async function findSeq(
  api: Pick<Api, 'messages'>,
  lastSeq: number,
  chatId: ChatId,
  id: MessageId,
): Promise<number | null> {
  for (let before = lastSeq + 1; before > 1; before -= page) {
    const { messages } = await api.messages(chatId, { before, limit: page });
    const found = messages.find(message => message.id === id);
    if (found) return found.seq;
  }
  return null;
}
