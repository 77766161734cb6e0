// The first message of a moment: seqs ascend with time, so the index of the slots is enough to find it.

/** Stored times of these seqs. */
type StampsOf = (seqs: readonly number[]) => Promise<ReadonlyMap<number, Date>>;

/** Looked at with each question: a million messages take five. */
const width = 16;

/** The first seq up to `last` that is of this moment or after it; `last` + 1 when none is. */
export async function firstSeqAt(stampsOf: StampsOf, last: number, at: Date): Promise<number> {
  let low = 1;
  let high = last + 1;
  while (low < high) {
    const step = Math.max(1, Math.ceil((high - low) / width));
    const probes = Array.from({ length: Math.ceil((high - low) / step) }, (_, index) => low + index * step);
    const stamps = await stampsOf(probes);
    const index = probes.findIndex(seq => (stamps.get(seq) ?? at) >= at);
    const found = index === -1 ? undefined : probes[index];
    const before = index === -1 ? probes.at(-1) : probes[index - 1];
    if (before !== undefined) low = before + 1;
    if (found !== undefined) high = found;
  }
  return low;
}
