// Opens the local cache: sealed where there is a place for its key.
import { limits } from '../../../common/limits.ts';
import { type Blobs, createBytesSealer, openBlobs } from './blobs.ts';
import { type Boxes, createSealer, openBoxes, plainSealer } from './boxes.ts';
import { cacheKey, type Secrets } from './key.ts';

interface CacheOptions {
  readonly page: Window;
  readonly bridge: Secrets & { readonly choosesServer: boolean };
}

// A browser's own data lies open on its disk anyway; the desktop has a place for keys.
/** The cache under a name. */
export async function openCache({ page, bridge }: CacheOptions, name: string): Promise<Boxes> {
  const { crypto, indexedDB } = page.self;
  if (!bridge.choosesServer) return openBoxes(indexedDB, name, plainSealer);
  const key = await cacheKey(bridge, name, crypto);
  const random = (bytes: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(bytes);
  return openBoxes(indexedDB, name, createSealer(key, crypto.subtle, random));
}

/** Files on their way, under the key of the cache of that name. */
export async function openKept({ page, bridge }: CacheOptions, name: string, cache: string): Promise<Blobs> {
  const { crypto, indexedDB } = page.self;
  if (!bridge.choosesServer) return openBlobs(indexedDB, name, null, limits.keptUploadBytes);
  const key = await cacheKey(bridge, cache, crypto);
  const random = (bytes: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(bytes);
  const sealer = createBytesSealer(key, crypto.subtle, random);
  return openBlobs(indexedDB, name, sealer, limits.keptUploadBytes);
}
