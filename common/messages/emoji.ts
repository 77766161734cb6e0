// What counts as one emoji.

const one = /^\p{RGI_Emoji}$/v;

/** One emoji as Unicode recommends it for interchange, with its skin tone, joiners and variation selector. */
export function isEmoji(text: string): boolean {
  return one.test(text);
}

/** [REACT2] The emoji in its full spelling (a heart may come without its variation selector); null for anything else. */
export function toEmoji(text: string): string | null {
  if (isEmoji(text)) return text;
  const full = `${text}\uFE0F`;
  return isEmoji(full) ? full : null;
}
