// Makes a file of the bytes that are in: finds their type; pictures are made upright, shown small, and say no place.

import type { KeyObject } from 'node:crypto';
import { AppError } from '../../common/errors.ts';
import type { StoredFile } from '../../common/files/file.ts';
import { kindOf } from '../../common/files/kinds.ts';
import { times } from '../../common/limits.ts';
import type { Clock, Log } from '../context.ts';
import type { Content } from './content.ts';
import { frameBytes } from './frames.ts';
import type { Inspector } from './inspector.ts';
import { isPicture } from './kinds.ts';
import type { About, Sealer } from './sealer.ts';
import { createShown } from './shown.ts';
import type { FileDoc, FileStore } from './store.ts';

interface Parts {
  store: FileStore;
  content: Content;
  sealer: Sealer;
  inspector: Inspector;
  clock: Clock;
  log: Log;
}

/** A larger picture is a file like any other, sent as it is. */
const largestPicture = 24 * 1024 * 1024;

export function createFinishing({ store, content, sealer, inspector, clock, log }: Parts) {
  const { show } = createShown({ store, sealer });

  async function* one(bytes: Buffer) {
    yield bytes;
  }

  /** [FILE6] The new fields of a picture, or only its type where it can not be decoded or is beyond the bounds. */
  async function lookInto(
    doc: FileDoc,
    { poster, ...about }: About,
  ): Promise<Partial<FileDoc> & { shown: About }> {
    const key = await sealer.keyOf(doc);
    const head = await content.whole(doc, key, Math.min(doc.size, frameBytes));
    const type = await inspector.type(head, head.length === doc.size);
    const plain = { shown: { ...about, type } };
    if (poster !== undefined && kindOf(plain.shown) === 'video') return lookAt(doc, key, plain.shown, poster);
    if (!isPicture(type) || doc.size > largestPicture) return plain;
    const picture = await inspector.picture(type, () => content.whole(doc, key, doc.size));
    if (picture === null) return plain;
    const segment = await content.put(doc._id, key, '0', one(picture.content));
    const thumbnail =
      picture.thumbnail && (await content.put(doc._id, key, 'thumbnail', one(picture.thumbnail)));
    return {
      shown: { ...about, type, ...picture.shown },
      segments: [segment],
      size: segment.size,
      ...(thumbnail && { thumbnail }),
    };
  }

  /** [FILE10] A video that shows what its sender saw of it; plain where that is no picture. */
  async function lookAt(doc: FileDoc, key: KeyObject, shown: About, poster: string) {
    const picture = await inspector.picture('image/jpeg', async () => Buffer.from(poster, 'base64'));
    if (picture?.thumbnail === undefined) return { shown };
    const thumbnail = await content.put(doc._id, key, 'thumbnail', one(picture.thumbnail));
    return { shown: { ...shown, ...picture.shown }, thumbnail };
  }

  return {
    show,

    async finish(doc: FileDoc): Promise<StoredFile> {
      const { shown, ...fields } = await lookInto(doc, await sealer.about(doc));
      const about = await sealer.sealAbout(doc.ownerId, doc._id, shown);
      const dueAt = new Date(clock.now().getTime() + times.unattachedFile);
      const finished = await store.finish(doc._id, { ...fields, about, dueAt });
      if (finished === null) throw new AppError('conflict', 'This upload goes on elsewhere, or it is over');
      if (fields.segments !== undefined) {
        await content
          .removeParts(doc._id, doc.segments)
          .catch(error => log.warn({ err: error }, 'An original goes only together with its file'));
      }
      return show(finished);
    },
  };
}
