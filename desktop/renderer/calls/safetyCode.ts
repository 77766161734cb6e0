// Turns the descriptions of a connection into the emoji that both people compare.
import { fingerprintOf, sasInput, sasOf } from '../../../common/calls/sas.ts';

/** The four emoji of a connection; null until both sides have described themselves. */
export async function safetyCode([own, theirs]: readonly [string, string]): Promise<
  readonly string[] | null
> {
  const [first, second] = [fingerprintOf(own), fingerprintOf(theirs)];
  if (!first || !second) return null;
  const input = new TextEncoder().encode(sasInput(first, second));
  return sasOf(new Uint8Array(await crypto.subtle.digest('SHA-256', input)));
}
