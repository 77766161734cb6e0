// Opens stored messages for the wire: texts, quotes and previews; also as they were when somebody left the chat.
import type { StoredFile } from '../../common/files/file.ts';
import type { FileId, MessageId, UserId } from '../../common/ids.ts';
import { limits } from '../../common/limits.ts';
import type { LinkPreview, Message, Quote, SystemNote } from '../../common/messages/message.ts';
import { type DataKey, open, type Sealed, seal, type Vault } from '../infra/vault.ts';
import type { MessageDoc, StoredReaction } from './store.ts';

export type Opener = ReturnType<typeof createOpener>;

interface Parts {
  store: { byIds(ids: readonly MessageId[]): Promise<MessageDoc[]> };
  files: { shown(ids: readonly FileId[]): Promise<ReadonlyMap<FileId, StoredFile>> };
  vault: Vault;
}

type Place = Pick<MessageDoc, 'chatId' | '_id'>;

const contextOf = ({ chatId, _id }: Place) => `${chatId}/${_id}`;
const previewContext = (place: Place) => `${contextOf(place)}/preview`;

export const sealText = (key: DataKey, place: Place, text: string): Sealed =>
  seal(key, contextOf(place), text);
export const sealPreview = (key: DataKey, place: Place, preview: LinkPreview): Sealed =>
  seal(key, previewContext(place), JSON.stringify(preview));

/** The text of one body of a message, which may be an earlier one. */
export const openText = (key: DataKey, place: Place, body: Sealed | undefined): string =>
  body === undefined ? '' : open(key, contextOf(place), body);

export function createOpener({ store, files, vault }: Parts) {
  async function toMessage(found: MessageDoc, quoted: ReadonlyMap<MessageId, MessageDoc>, asOf?: number) {
    const doc = asOf === undefined ? found : wasAt(found, asOf);
    const key = await vault.keyFor(doc.chatId);
    const text = openText(key, doc, doc.body);
    const message = shaped(doc, doc.system === undefined ? text : '');
    if (doc.system !== undefined) message.system = noteOf(doc.system, text);
    if (doc.preview !== undefined) {
      message.preview = JSON.parse(open(key, previewContext(doc), doc.preview)) as LinkPreview;
    }
    const original = doc.replyTo === undefined ? undefined : quoted.get(doc.replyTo);
    if (original !== undefined) message.quote = quoteOf(key, asOf ? wasAt(original, asOf) : original);
    return message;
  }

  /** Adds to each message, and to each quote without words, the files that it holds, in its order; read at once for all. */
  async function withFiles(
    docs: readonly MessageDoc[],
    messages: readonly Message[],
    known: ReadonlyMap<MessageId, MessageDoc>,
  ): Promise<Message[]> {
    const quoted = messages.map(({ quote }) =>
      quote?.text === '' ? filesOf(known.get(quote.messageId)) : [],
    );
    const ids = [...docs.flatMap(filesOf), ...quoted.flat()];
    if (ids.length === 0) return [...messages];
    const found = await files.shown(ids);
    const held = (list: readonly FileId[] = []) => list.flatMap(id => found.get(id) ?? []);
    return messages.map((message, index) => {
      const files = held(quoted[index]);
      return {
        ...message,
        ...(message.quote && files.length > 0 && { quote: { ...message.quote, files } }),
        files: held(filesOf(docs[index])),
      };
    });
  }

  /** [QUOTE1] Opens messages with what they reply to, which is read at once for all of them. */
  async function all(docs: readonly MessageDoc[], asOf?: number): Promise<Message[]> {
    const known = new Map(docs.map(doc => [doc._id, doc]));
    const missing = new Set(
      docs.flatMap(doc => (doc.replyTo && !known.has(doc.replyTo) ? [doc.replyTo] : [])),
    );
    const more = missing.size === 0 ? [] : await store.byIds([...missing]);
    for (const doc of more) known.set(doc._id, doc);
    return withFiles(docs, await Promise.all(docs.map(doc => toMessage(doc, known, asOf))), known);
  }

  return {
    all,

    async one(doc: MessageDoc, asOf?: number): Promise<Message> {
      const [message] = await all([doc], asOf);
      return message as Message;
    },

    /** [EDIT2] Earlier texts, oldest first, each with the time from which on it was the text. */
    async history(found: MessageDoc, asOf?: number): Promise<{ text: string; at: string }[]> {
      const doc = asOf === undefined ? found : wasAt(found, asOf);
      const key = await vault.keyFor(doc.chatId);
      return (doc.history ?? []).map(({ at, body }) => ({
        text: openText(key, doc, body),
        at: at.toISOString(),
      }));
    },
  };
}

/** [GRP7] What one who left sees: no edit or reaction that came later; what is deleted is gone for them too. */
function wasAt(found: MessageDoc, until: number): MessageDoc {
  const rev = found.revs.filter(one => one <= until).at(-1) ?? found.rev;
  if (found.deletedAt !== undefined) return { ...found, rev };
  const reactions = (found.reactions ?? []).filter(reaction => reaction.rev <= until);
  const doc = { ...found, rev, reactions };
  if (doc.editedRev === undefined || doc.editedRev <= until) return doc;
  const { editedAt, editedRev, preview, mentions, history = [], ...rest } = doc;
  const earlier = history.filter(version => version.rev <= until);
  const last = earlier.at(-1) ?? history[0];
  if (last === undefined) return rest;
  const wasEdited = earlier.length > 1 && { editedAt: last.at };
  return { ...rest, body: last.body, history: earlier.slice(0, -1), ...wasEdited };
}

const filesOf = (doc: MessageDoc | undefined): readonly FileId[] => doc?.fileIds ?? [];

function quoteOf(key: DataKey, doc: MessageDoc): Quote {
  const text = doc.system === undefined ? openText(key, doc, doc.body) : '';
  // Half of a surrogate pair is no character.
  const start = text.slice(0, limits.quoteCharacters).replace(/[\uD800-\uDBFF]$/, '');
  return { messageId: doc._id, seq: doc.seq, senderId: doc.senderId, text: start };
}

function noteOf({ kind, userIds, role }: NonNullable<MessageDoc['system']>, title: string): SystemNote {
  const note: SystemNote = { kind };
  if (userIds !== undefined) note.userIds = userIds;
  if (role !== undefined) note.role = role;
  if (title !== '') note.title = title;
  return note;
}

/** A message whose text is at hand, and that quotes nothing. */
export function shaped(doc: MessageDoc, text: string): Message {
  const { _id: id, chatId, seq, rev, senderId, clientId } = doc;
  const message: Message = {
    id,
    chatId,
    seq,
    rev,
    senderId,
    clientId,
    text,
    files: [],
    reactions: (doc.reactions ?? []).map(({ userId, emoji }: StoredReaction) => ({ userId, emoji })),
    createdAt: doc.createdAt.toISOString(),
  };
  if (doc.replyTo !== undefined) message.replyTo = doc.replyTo;
  if (doc.forwardedFrom !== undefined) message.forwardedFrom = doc.forwardedFrom as UserId;
  if (doc.mentions !== undefined) message.mentions = doc.mentions;
  if (doc.editedAt !== undefined) message.editedAt = doc.editedAt.toISOString();
  if (doc.deletedAt !== undefined) message.deletedAt = doc.deletedAt.toISOString();
  return message;
}
