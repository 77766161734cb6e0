// How fast something moves, over the last seconds, and how long it will still take. Pure.

export interface Speed {
  readonly samples: readonly { readonly at: number; readonly bytes: number }[];
}

export const still: Speed = { samples: [] };

/** Only what happened this long ago counts, in milliseconds. */
const windowMs = 6_000;
/** Less than this says nothing yet. */
const leastMs = 800;

/** Takes note of how many bytes there were at a moment. */
export function noted({ samples }: Speed, at: number, bytes: number): Speed {
  const last = samples.at(-1);
  // After a cut it may begin again further back.
  if (last !== undefined && bytes < last.bytes) return { samples: [{ at, bytes }] };
  return { samples: [...samples.filter(sample => at - sample.at <= windowMs), { at, bytes }] };
}

/** Bytes in a second; null while it cannot be told. */
export function rateOf({ samples }: Speed): number | null {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < leastMs) return null;
  return ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
}
