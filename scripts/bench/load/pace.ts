// Open-loop pacing: each event has its due time, whether or not the other side keeps up.

export interface Pace {
  readonly rate: number;
  readonly count: number;
  /** Called once per event, in order, never before its due time (milliseconds of performance.now). */
  emit(index: number, due: number): void;
  /** Asked at each turn; true ends the pacing early. */
  stop(): boolean;
  readonly now?: () => number;
  readonly wait?: (turn: () => void, milliseconds: number) => void;
}

/** So many at most before the loop is left to sockets; a generator that is late must not go deaf. */
const atOnce = 256;

/** Emits `count` events at an even rate; gives how many were emitted. */
export function pace({ rate, count, emit, stop, now = monotonic, wait = later }: Pace): Promise<number> {
  const interval = 1000 / rate;
  const start = now() + interval;
  let index = 0;
  return new Promise((resolve, reject) => {
    const turn = () => {
      try {
        const time = now();
        const end = Math.min(count, index + atOnce);
        while (index < end && start + index * interval <= time) {
          emit(index, start + index * interval);
          index += 1;
        }
        if (index >= count || stop()) resolve(index);
        else wait(turn, start + index * interval <= time ? 0 : 1);
      } catch (error) {
        reject(error);
      }
    };
    turn();
  });
}

const monotonic = () => performance.now();

function later(turn: () => void, milliseconds: number): void {
  if (milliseconds === 0) setImmediate(turn);
  else setTimeout(turn, milliseconds);
}
