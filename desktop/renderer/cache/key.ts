// The key of the local cache: made once, kept where the session's secrets are kept.

export interface Secrets {
  getSecret(key: string): Promise<string | null>;
  setSecret(key: string, value: string): Promise<void>;
}

const underWay = new WeakMap<Secrets, Map<string, Promise<CryptoKey>>>();

/** The key under a name; a new one where there is none, and the same for all who ask at once. */
export function cacheKey(secrets: Secrets, name: string, crypto: Crypto): Promise<CryptoKey> {
  const asked = underWay.get(secrets) ?? new Map<string, Promise<CryptoKey>>();
  underWay.set(secrets, asked);
  const same = asked.get(name);
  if (same) return same;
  const making = readKey(secrets, name, crypto).finally(() => asked.delete(name));
  asked.set(name, making);
  return making;
}

async function readKey(secrets: Secrets, name: string, crypto: Crypto): Promise<CryptoKey> {
  const kept = await secrets.getSecret(name);
  const bytes = kept === null ? crypto.getRandomValues(new Uint8Array(32)) : fromBase64(kept);
  if (kept === null) await secrets.setSecret(name, toBase64(bytes));
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), character => character.charCodeAt(0));
}
