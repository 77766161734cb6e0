// Keeps what is sent within what the way carries: each second's reading moves the ladder, and a move sets the senders.
import { adapt, type Plan, planOf, type ScreenKind, unadapted } from '../../../common/calls/adapt.ts';
import type { Reading } from './reading.ts';

interface SteeringOptions {
  apply(plan: Plan, screen: ScreenKind | null): Promise<void>;
  /** What is shared at the moment, for which the plan differs. */
  screen(): ScreenKind | null;
  /** Pictures are held back because the way does not carry them, or sent again. */
  onHeld(held: Held): void;
  onError(error: unknown): void;
}

/** Pictures that are not sent although the person sends them. */
export interface Held {
  readonly camera: boolean;
  readonly screen: boolean;
}

export const nothingHeld: Held = { camera: false, screen: false };

export interface Steering {
  second(reading: Reading): void;
  /** A track came or went, or the kind of sharing changed. */
  refresh(): void;
}

export function createSteering({ apply, screen, onHeld, onError }: SteeringOptions): Steering {
  let state = unadapted;
  let held = nothingHeld;
  let chain: Promise<void> = Promise.resolve();

  function refresh() {
    const plan = planOf(state, screen());
    // One after the other: parameters are void once another call has set them.
    chain = chain.then(() => apply(plan, screen())).catch(onError);
    const next = { camera: plan.camera === null, screen: screen() !== null && plan.screen === null };
    if (next.camera === held.camera && next.screen === held.screen) return;
    held = next;
    onHeld(held);
  }

  return {
    second(reading) {
      const next = adapt(state, reading);
      const moved = next.rung !== state.rung;
      state = next;
      if (moved) refresh();
    },
    refresh,
  };
}
