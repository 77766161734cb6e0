// Which sections of the settings speak of what someone types.

/** The sections with a name or a word inside that begins with each typed word; accents and case do not count. */
export function findSections<Id extends string>(
  query: string,
  sections: readonly { readonly id: Id; readonly words: readonly string[] }[],
): Id[] {
  const wanted = plain(query).split(/\s+/).filter(Boolean);
  return sections
    .filter(({ words }) => {
      const known = plain(words.join(' ')).split(/[^\p{L}\p{N}]+/u);
      return wanted.every(typed => known.some(word => word.startsWith(typed)));
    })
    .map(({ id }) => id);
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
