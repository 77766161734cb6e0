// The emoji one used last, and one's skin tone, on this device.

const recentKey = 'baraza.emoji.recent';
const toneKey = 'baraza.emoji.tone';
const most = 24;
const usual = ['👍', '❤️', '😂', '😮', '😢', '🙏', '🎉', '🔥'];

/** The last ones first; what people use most stands in at the beginning. */
export function recentEmoji(storage: Storage): readonly string[] {
  const kept = JSON.parse(storage.getItem(recentKey) ?? '[]') as string[];
  return [...new Set([...kept, ...usual])].slice(0, Math.max(kept.length, usual.length));
}

/** Puts one in front. */
export function usedEmoji(storage: Storage, emoji: string): void {
  const kept = JSON.parse(storage.getItem(recentKey) ?? '[]') as string[];
  storage.setItem(recentKey, JSON.stringify([...new Set([emoji, ...kept])].slice(0, most)));
}

/** 0 for yellow, 1 to 5 for light to dark. */
export function skinTone(storage: Storage): number {
  const tone = Number(storage.getItem(toneKey) ?? 0);
  return Number.isInteger(tone) && tone >= 0 && tone <= 5 ? tone : 0;
}

export function setSkinTone(storage: Storage, tone: number): void {
  storage.setItem(toneKey, String(tone));
}
