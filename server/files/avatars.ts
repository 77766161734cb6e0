// Pictures of people and groups: a small square of its own, made from a picture that was brought as a file.

import { AppError } from '../../common/errors.ts';
import type { ChatId, FileId, UserId } from '../../common/ids.ts';
import { times } from '../../common/limits.ts';
import type { Caller, Clock } from '../context.ts';
import type { Content } from './content.ts';
import type { Inspector } from './inspector.ts';
import { isPicture } from './kinds.ts';
import type { Sealer } from './sealer.ts';
import { type FileDoc, type FileStore, newFileId } from './store.ts';

export type Avatars = ReturnType<typeof createAvatars>;

/** Who keeps which avatar; each gives back the one before. */
export interface AvatarKeepers<Person, Group> {
  people: {
    setAvatar(caller: Caller, id: FileId | null): Promise<{ before: string | undefined; shown: Person }>;
  };
  /** Errors: `forbidden` unless the caller may change the group. */
  groups: {
    setAvatar(
      caller: Caller,
      chatId: ChatId,
      id: FileId | null,
    ): Promise<{ before: string | undefined; shown: Group }>;
    mayChange(caller: Caller, chatId: ChatId): Promise<void>;
  };
}

interface Parts<Person, Group> extends AvatarKeepers<Person, Group> {
  store: FileStore;
  content: Content;
  sealer: Sealer;
  inspector: Inspector;
  clock: Clock;
  readable(userId: UserId, id: FileId): Promise<FileDoc>;
}

export function createAvatars<Person, Group>(parts: Parts<Person, Group>) {
  const { store, content, sealer, inspector, clock, people, groups, readable } = parts;

  async function* one(bytes: Buffer) {
    yield bytes;
  }

  /** Errors: `unsupported_type` unless the file is a picture that could be decoded. */
  async function squareOf(caller: Caller, from: FileId): Promise<Buffer> {
    const doc = await readable(caller.userId, from);
    if (doc.ownerId !== caller.userId) throw new AppError('forbidden', 'Bring a picture of your own');
    const { type, thumbhash } = await sealer.about(doc);
    const key = await sealer.keyOf(doc);
    const square =
      isPicture(type) && thumbhash !== undefined
        ? await inspector.square(() => content.whole(doc, key, doc.size))
        : null;
    if (square === null) throw new AppError('unsupported_type', 'An avatar must be a picture');
    return square;
  }

  /** A file that the sweeper removes again unless it becomes the avatar. */
  async function keep(
    caller: Caller,
    square: Buffer,
    avatarOf: NonNullable<FileDoc['avatarOf']>,
  ): Promise<FileId> {
    const _id = newFileId();
    const ownerId = caller.userId;
    const { key, sealed } = await sealer.newKey(ownerId, _id);
    const about = { name: 'avatar.webp', type: 'image/webp', width: 256, height: 256, thumbhash: '' };
    const now = clock.now();
    await store.insert({
      _id,
      ownerId,
      state: 'uploading',
      key: sealed,
      about: await sealer.sealAbout(ownerId, _id, about),
      size: 0,
      segments: [],
      avatarOf,
      createdAt: now,
      dueAt: new Date(now.getTime() + times.uploadLease),
    });
    const segment = await content.put(_id, key, '0', one(square));
    await store.finish(_id, { segments: [segment], size: segment.size });
    return _id;
  }

  async function settle(now: FileId | null, before: string | undefined): Promise<void> {
    if (now !== null) await store.hold(now);
    if (before !== undefined) await store.setDue([before as FileId], clock.now());
  }

  return {
    async setMine(caller: Caller, from: FileId | null): Promise<Person> {
      const id =
        from === null ? null : await keep(caller, await squareOf(caller, from), { userId: caller.userId });
      const { before, shown } = await people.setAvatar(caller, id);
      await settle(id, before);
      return shown;
    },

    async setGroups(caller: Caller, chatId: ChatId, from: FileId | null): Promise<Group> {
      await groups.mayChange(caller, chatId);
      const id = from === null ? null : await keep(caller, await squareOf(caller, from), { chatId });
      const { before, shown } = await groups.setAvatar(caller, chatId, id);
      await settle(id, before);
      return shown;
    },
  };
}
