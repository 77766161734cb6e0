// Opens the place for files that the configuration names.
import { AppError } from '../../common/errors.ts';
import type { FilesConfig } from '../config.ts';
import { openDisk } from './disk.ts';
import { openS3 } from './s3.ts';
import type { Storage } from './storage.ts';

/** Without a place everything but files works; uploads say so. */
export async function openPlace(place: FilesConfig['place']): Promise<Storage> {
  if (place === null) return nowhere;
  return 's3' in place ? openS3(place.s3) : openDisk(place.folder);
}

const refuse = (): Promise<never> =>
  Promise.reject(
    new AppError('unavailable', 'This server keeps no files: FILES_DIR or S3_ENDPOINT is not set'),
  );

const nowhere: Storage = {
  put: refuse,
  get: refuse,
  remove: () => Promise.resolve(),
  keys: () => Promise.resolve([]),
  ping: () => Promise.resolve(),
  tidy: () => Promise.resolve(),
  close: () => Promise.resolve(),
};
