// Looks again and again whether the parts answer without which a node goes on, but not all of what it does.
import type { Disposer, Log } from '../context.ts';

export interface WatchedPart {
  /** As it is named in metrics. */
  readonly name: string;
  /** What people miss while it is away. */
  readonly words: string;
  /** Resolves when it answers, and rejects in its own time when it does not. */
  probe(): Promise<void>;
}

export interface Watch {
  readonly parts: readonly WatchedPart[];
  /** False from the first failed look on, until one works. */
  isUp(name: string): boolean;
  /** What is missed now. */
  degraded(): string[];
  start(): Disposer;
}

const every = 10_000;

export function createWatch(parts: readonly WatchedPart[], log: Log, period: number = every): Watch {
  const down = new Set<string>();

  async function look({ name, words, probe }: WatchedPart): Promise<void> {
    try {
      await probe();
      if (down.delete(name)) log.info({ part: name }, 'A part answers again');
    } catch (error) {
      if (!down.has(name)) log.warn({ part: name, err: error }, words);
      down.add(name);
    }
  }

  return {
    parts,
    isUp: name => !down.has(name),
    degraded: () => parts.filter(({ name }) => down.has(name)).map(({ words }) => words),
    start() {
      const looking = new Set<string>();
      const lookAtAll = () => {
        for (const part of parts) {
          if (looking.has(part.name)) continue;
          looking.add(part.name);
          void look(part).finally(() => looking.delete(part.name));
        }
      };
      lookAtAll();
      const timer = setInterval(lookAtAll, period);
      return () => clearInterval(timer);
    },
  };
}
