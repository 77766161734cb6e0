// Removes what a test's processes wrote; those that just ended may still be writing their last files.
import { rm } from 'node:fs/promises';

/** Gone with all it holds, or an error after about 5 s of trying. */
export function removeFolder(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 13, retryDelay: 50 });
}
