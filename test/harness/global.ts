// Opens the shared parts for a vitest or Playwright run, and closes them at its end.
import { serveParts } from './parts.ts';

export default async function setup(): Promise<() => Promise<void>> {
  const parts = await serveParts();
  return () => parts.stop();
}
