// What an avatar shows without a picture: a colour from the id, letters from the name.

const hues = 8;

/** One of eight colours, 1 to 8, stable for an id on every device. */
export function avatarHue(id: string): number {
  let hash = 2166136261;
  for (let index = 0; index < id.length; index += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 16777619);
  }
  return ((hash >>> 0) % hues) + 1;
}

/** First letters of the first and the last word, whole characters even outside the basic plane. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends
    .map(word => [...(word ?? '')][0] ?? '')
    .join('')
    .toLocaleUpperCase();
}
