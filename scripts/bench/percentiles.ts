// Percentiles of pooled samples.

export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** The spread of all samples together; null without samples. */
export function spread(...samples: readonly Float64Array[]): Spread | null {
  const all = new Float64Array(samples.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const sample of samples) {
    all.set(sample, at);
    at += sample.length;
  }
  if (all.length === 0) return null;
  all.sort();
  const rank = (share: number) => all[Math.max(0, Math.ceil(all.length * share) - 1)] ?? Number.NaN;
  return { count: all.length, p50: rank(0.5), p95: rank(0.95), p99: rank(0.99), max: rank(1) };
}
