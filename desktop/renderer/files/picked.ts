// Files that one is about to send to a chat: looked at, put in order, made smaller, and then handed to the outbox.
import { createStore, type StoreApi } from 'zustand/vanilla';
import { newTransfer } from '../../../common/files/transfer.ts';
import type { ChatId, MessageId } from '../../../common/ids.ts';
import { limits } from '../../../common/limits.ts';
import type { OutgoingFile } from '../../../common/messages/outgoing.ts';
import type { OutboxParts } from '../messages/outbox.ts';
import type { Api } from '../transport/api.ts';
import { compressed, isCompressible } from './compress.ts';
import type { Keeper } from './keeper.ts';
import { measured } from './measure.ts';

/** Why a file can not be sent. */
export type Problem = 'empty' | 'tooLarge' | 'noRoom';

export interface PickedFile {
  readonly id: string;
  readonly blob: Blob;
  readonly name: string;
  /** An address in this page. */
  readonly url: string;
}

/** What the server lets one bring; null until it has said so. */
export interface Room {
  readonly used: number;
  readonly quota: number | null;
  readonly maxBytes: number;
}

export interface PickedState {
  readonly chats: Readonly<Record<ChatId, readonly PickedFile[]>>;
  readonly compress: boolean;
  readonly room: Room | null;
  /** What was picked beyond the number that a message takes. */
  readonly tooMany: number;
}

export interface PickedParts {
  readonly store: StoreApi<PickedState>;
  add(chatId: ChatId, files: readonly Blob[]): void;
  remove(chatId: ChatId, id: string): void;
  /** Moves one by so many places. */
  move(chatId: ChatId, id: string, by: number): void;
  /** In place of what it was, such as an edited picture. */
  replace(chatId: ChatId, id: string, blob: Blob, name: string): void;
  clear(chatId: ChatId): void;
  setCompress(on: boolean): void;
  /** Hands all to the outbox; what has a problem must be removed first. */
  send(
    chatId: ChatId,
    text: string,
    more: { replyTo?: MessageId | undefined; sendAt?: string },
  ): Promise<void>;
  dispose(): void;
}

interface PickedOptions {
  readonly api: Pick<Api, 'storage'>;
  readonly outbox: Pick<OutboxParts, 'send'>;
  readonly keeper: Keeper;
  readonly urls: Pick<typeof URL, 'createObjectURL' | 'revokeObjectURL'>;
  readonly storage: Storage;
  readonly newId: () => string;
  readonly onDefect: (error: unknown) => void;
}

const compressKey = 'baraza.compress';

/** What keeps a file from being sent, as far as one can know before it is tried. */
export function problemOf({ blob }: Pick<PickedFile, 'blob'>, room: Room | null): Problem | null {
  if (blob.size === 0) return 'empty';
  if (room === null) return null;
  if (blob.size > room.maxBytes) return 'tooLarge';
  return room.quota !== null && room.used + blob.size > room.quota ? 'noRoom' : null;
}

/** What is picked in each chat of one account. */
export function createPicked(options: PickedOptions): PickedParts {
  const { api, outbox, keeper, urls, storage, newId } = options;
  const store = createStore<PickedState>(() => ({
    chats: {},
    compress: storage.getItem(compressKey) !== 'off',
    room: null,
    tooMany: 0,
  }));
  const of = (chatId: ChatId) => store.getState().chats[chatId] ?? [];
  const set = (chatId: ChatId, files: readonly PickedFile[]) =>
    store.setState(({ chats }) => ({ chats: { ...chats, [chatId]: files } }));
  const made = (blob: Blob, name: string, id = newId()): PickedFile => ({
    id,
    blob,
    name,
    url: urls.createObjectURL(blob),
  });
  // Not knowing is no problem: the server says it again when the upload is opened.
  const askRoom = () =>
    api.storage().then(
      room => store.setState({ room }),
      () => store.setState({ room: null }),
    );
  const clear = (chatId: ChatId) => {
    for (const { url } of of(chatId)) urls.revokeObjectURL(url);
    store.setState({ tooMany: 0 });
    set(chatId, []);
  };
  return {
    store,
    add(chatId, files) {
      void askRoom();
      const held = of(chatId);
      const fitting = files.slice(0, Math.max(0, limits.filesPerMessage - held.length));
      store.setState({ tooMany: files.length - fitting.length });
      set(chatId, [...held, ...fitting.map(blob => made(blob, nameOf(blob)))]);
    },
    remove(chatId, id) {
      const gone = of(chatId).find(file => file.id === id);
      if (gone) urls.revokeObjectURL(gone.url);
      set(
        chatId,
        of(chatId).filter(file => file !== gone),
      );
    },
    move(chatId, id, by) {
      const files = [...of(chatId)];
      const from = files.findIndex(file => file.id === id);
      const [file] = files.splice(from, 1);
      if (!file) return;
      files.splice(Math.max(0, from + by), 0, file);
      set(chatId, files);
    },
    replace(chatId, id, blob, name) {
      const before = of(chatId).find(file => file.id === id);
      if (before) urls.revokeObjectURL(before.url);
      set(
        chatId,
        of(chatId).map(file => (file.id === id ? made(blob, name, id) : file)),
      );
    },
    clear,
    setCompress(compress) {
      storage.setItem(compressKey, compress ? 'on' : 'off');
      store.setState({ compress });
    },
    async send(chatId, text, more) {
      const { compress } = store.getState();
      const files = await Promise.all(
        of(chatId).map(file => prepared(file, compress && isCompressible(file.blob), keeper)),
      );
      outbox.send(chatId, text, { ...more, files });
      clear(chatId);
    },
    dispose() {
      for (const files of Object.values(store.getState().chats)) {
        for (const { url } of files) urls.revokeObjectURL(url);
      }
    },
  };
}

async function prepared(file: PickedFile, compress: boolean, keeper: Keeper): Promise<OutgoingFile> {
  const { blob, name } = compress ? await compressed(file.blob, file.name) : file;
  const { id } = file;
  // Kept beside the upload, not before it: a large file does not wait for the disk.
  void keeper.hold(id, blob);
  const about = await measured(blob);
  return { id, name, type: blob.type, size: blob.size, ...about, transfer: newTransfer(blob.size) };
}

/** A pasted picture is called "image.png" by every program. */
function nameOf(blob: Blob): string {
  return 'name' in blob && typeof blob.name === 'string' && blob.name !== '' ? blob.name : 'file';
}
