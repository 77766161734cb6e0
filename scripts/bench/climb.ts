// Finds the highest rate that a server sustains: rises until the bar breaks, then narrows down.

/** Why a rate was not sustained, or null when it was. */
export type Verdict = string | null;

export interface Climb {
  /** The first rate tried. */
  readonly from: number;
  /** Each step is so many times the one before. */
  readonly factor: number;
  /** Halvings between the last good rate and the first bad one. */
  readonly narrowing: number;
  /** A rate is broken when it fails so often in a row: the machine has hiccups of its own. */
  readonly attempts: number;
  readonly ceiling: number;
}

export interface Summit {
  /** Messages a second; 0 when already the first rate broke. */
  readonly sustained: number;
  /** The lowest rate that broke, and why; null when the ceiling was reached. */
  readonly broke: { readonly rate: number; readonly why: string } | null;
}

/** Climbs; `attempt` loads the server for a while at a rate and judges. */
export async function climb(
  { from, factor, narrowing, attempts, ceiling }: Climb,
  attempt: (rate: number) => Promise<Verdict>,
): Promise<Summit> {
  const judge = async (rate: number): Promise<Verdict> => {
    let verdict = await attempt(rate);
    for (let tries = 1; verdict !== null && tries < attempts; tries++) verdict = await attempt(rate);
    return verdict;
  };
  let sustained = 0;
  let broke: Summit['broke'] = null;
  for (let rate = from; broke === null && rate <= ceiling; rate = Math.round(rate * factor)) {
    const why = await judge(rate);
    if (why === null) sustained = rate;
    else broke = { rate, why };
  }
  for (let step = 0; broke !== null && step < narrowing; step++) {
    const rate: number = Math.round((sustained + broke.rate) / 2);
    const why = await judge(rate);
    if (why === null) sustained = rate;
    else broke = { rate, why };
  }
  return { sustained, broke };
}
