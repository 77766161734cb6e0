// Turns the fingerprints of a connection into the emoji that both people compare.
import { sasInput, sasOf } from '../../../common/calls/sas.ts';

interface Fingerprints {
  readonly own: string;
  readonly theirs: string;
}

/** The four emoji of a connection. */
export async function safetyCode({ own, theirs }: Fingerprints): Promise<readonly string[]> {
  const input = new TextEncoder().encode(sasInput(own, theirs));
  return sasOf(new Uint8Array(await crypto.subtle.digest('SHA-256', input)));
}
