// What of a call must wait in the database is sealed: network addresses are in it.
import type { CallId } from '../../common/ids.ts';
import { open, type Sealed, seal, type Vault } from '../infra/vault.ts';

export type Sealer = ReturnType<typeof createSealer>;

/** All calls share a data key: what is sealed is short, and most of it lives for seconds. */
const scope = 'calls';

type Part = 'offer' | 'answer' | 'candidate' | 'note';

export function createSealer(vault: Vault) {
  const context = (callId: CallId, part: Part) => `call/${callId}/${part}`;
  return {
    async seal({ callId }: { callId: CallId }, part: Part, value: unknown): Promise<Sealed> {
      return seal(await vault.keyFor(scope), context(callId, part), JSON.stringify(value));
    },
    async open<T>({ callId }: { callId: CallId }, part: Part, sealed: Sealed): Promise<T> {
      return JSON.parse(open(await vault.keyFor(scope), context(callId, part), sealed)) as T;
    },
  };
}
