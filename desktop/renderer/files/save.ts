// Brings a file out of the app, under its own name.
import type { StoredFile } from '../../../common/files/file.ts';
import type { Bridge } from '../bridge.ts';
import type { BytesParts } from './bytes.ts';

/** Starts a download; rejects with AppError when the server gives no link. */
export async function saveFile(
  bridge: Pick<Bridge, 'download'>,
  bytes: BytesParts,
  { id, name }: StoredFile,
): Promise<void> {
  await bridge.download(await bytes.link(id), name);
}
