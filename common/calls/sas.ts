// The short authentication string of a call: four emoji that both people see alike when nobody sits in between.

/*
 * The algorithm, version 1.
 * 1. Each side takes the SHA-256 fingerprint of its own DTLS certificate and of the one the other side presented
 *    (RFC 8122; DTLS itself makes sure that the certificate has that fingerprint): 32 bytes each, as 64 lower-case
 *    hex digits without colons.
 * 2. The two are sorted as strings, so that both sides have the same order.
 * 3. digest = SHA-256 of the ASCII text `baraza-call-sas-1`, a line feed, the first, a line feed, the second.
 * 4. The first 24 bits of the digest, most significant first, are four numbers of six bits; each picks an emoji from
 *    the table below, which never changes within a version.
 *
 * Someone in between has a certificate of their own towards each side, so the two sides hash different pairs and see
 * different emoji, save for 1 in 2^24 by chance. What it does not hold against: someone in between who makes thousands
 * of certificates beforehand can look for two that collide. That needs an attack prepared for it, where the
 * server alone could listen unseen before.
 */
export const sasDomain = 'baraza-call-sas-1';

/** 64 emoji that look unlike each other in every font and have a plain name in every language. */
export const sasTable = [
  ...['🐶', '🐱', '🦁', '🐴', '🦄', '🐷', '🐘', '🐰', '🐼', '🐔', '🐧', '🐢', '🐟', '🐙', '🦋', '🌸'],
  ...['🌳', '🌵', '🍄', '🌍', '🌙', '⭐', '🔥', '🌈', '🍌', '🍎', '🍓', '🌽', '🍕', '🎂', '🥁', '🤖'],
  ...['🎩', '👓', '🔧', '🎅', '👍', '☂️', '⏰', '🎁', '💡', '📕', '✏️', '📎', '✂️', '🔒', '🔑', '🔨'],
  ...['☎️', '🏁', '🚂', '🚲', '✈️', '🚀', '🏆', '⚽', '🎸', '🎺', '🔔', '⚓', '🎧', '📁', '📌', '🐝'],
] as const;

const COUNT = 4;
const BITS = 6;

/** The one SHA-256 fingerprint in a session description, as hex digits; null when there is none, or several differ. */
export function fingerprintOf(sdp: string): string | null {
  const found = [...sdp.matchAll(/^a=fingerprint:sha-256 ((?:[0-9a-f]{2}:){31}[0-9a-f]{2})\s*$/gim)];
  const different = new Set(found.map(([, hex = '']) => hex.replaceAll(':', '').toLowerCase()));
  const [only] = different;
  return different.size === 1 && only !== undefined ? only : null;
}

/** What is hashed: the same on both sides, whoever called. */
export function sasInput(own: string, theirs: string): string {
  return [sasDomain, ...[own, theirs].sort()].join('\n');
}

/** The emoji of a SHA-256 digest. */
export function sasOf(digest: Uint8Array): readonly string[] {
  if (digest.length < 3) throw new Error('A digest is longer than that');
  const [first = 0, second = 0, third = 0] = digest;
  const bits = (first << 16) | (second << 8) | third;
  return Array.from({ length: COUNT }, (_, index) => {
    const number = (bits >> (BITS * (COUNT - 1 - index))) & (2 ** BITS - 1);
    return sasTable[number] ?? '';
  });
}
