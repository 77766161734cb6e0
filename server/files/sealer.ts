// Seals what is known of a file, and hands out the key of its bytes. That key is only in its document: it is gone with it.
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { StoredFile } from '../../common/files/file.ts';
import type { FileId, UserId } from '../../common/ids.ts';
import { open, type Sealed, seal, type Vault } from '../infra/vault.ts';
import type { FileDoc } from './store.ts';

export interface About extends Omit<StoredFile, 'id' | 'size'> {
  /** A picture of a video, base64 JPEG; only until all bytes are in. */
  poster?: string;
}

export type Sealer = ReturnType<typeof createSealer>;

export function createSealer(vault: Vault) {
  const ownersKey = (ownerId: UserId) => vault.keyFor(`files/${ownerId}`);

  return {
    /** A new random key for a file's bytes, sealed. */
    async newKey(ownerId: UserId, id: FileId): Promise<{ key: KeyObject; sealed: Sealed }> {
      const bytes = randomBytes(32);
      const sealed = seal(await ownersKey(ownerId), `file/${id}/key`, bytes.toString('base64'));
      return { key: createSecretKey(bytes), sealed };
    },

    async keyOf(doc: Pick<FileDoc, '_id' | 'ownerId' | 'key'>): Promise<KeyObject> {
      const text = open(await ownersKey(doc.ownerId), `file/${doc._id}/key`, doc.key);
      return createSecretKey(Buffer.from(text, 'base64'));
    },

    sealAbout: async (ownerId: UserId, id: FileId, about: About): Promise<Sealed> =>
      seal(await ownersKey(ownerId), `file/${id}/about`, JSON.stringify(about)),

    async about(doc: Pick<FileDoc, '_id' | 'ownerId' | 'about'>): Promise<About> {
      return JSON.parse(open(await ownersKey(doc.ownerId), `file/${doc._id}/about`, doc.about)) as About;
    },
  };
}
