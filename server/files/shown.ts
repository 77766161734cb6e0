// Files as the wire shows them, opened many at once.
import type { StoredFile } from '../../common/files/file.ts';
import type { FileId } from '../../common/ids.ts';
import type { Sealer } from './sealer.ts';
import type { FileDoc, FileStore } from './store.ts';

interface Parts {
  store: Pick<FileStore, 'byIds'>;
  sealer: Sealer;
}

export function createShown({ store, sealer }: Parts) {
  async function show(doc: Pick<FileDoc, '_id' | 'size' | 'ownerId' | 'about'>): Promise<StoredFile> {
    return { id: doc._id, size: doc.size, ...(await sealer.about(doc)) };
  }

  return {
    show,
    /** What is gone is not among them. */
    async shown(ids: readonly FileId[]): Promise<Map<FileId, StoredFile>> {
      const files = await Promise.all((await store.byIds([...new Set(ids)])).map(show));
      return new Map(files.map(file => [file.id, file]));
    },
  };
}
