// Chat list figures that follow from the messages: written behind the acknowledgement, merged, and before any read.
import type { ChatId, MessageId, UserId } from '../../common/ids.ts';
import type { Log } from '../context.ts';
import { databaseAnswers, within } from '../infra/deadline.ts';

/** What commits changed in one chat. */
export interface Summary {
  chatId: ChatId;
  rev: number;
  last?: { seq: number; id: MessageId; at: Date };
}

/** Own messages with consecutive seqs. */
export interface OwnRun {
  chatId: ChatId;
  userId: UserId;
  from: number;
  to: number;
}

interface Parts {
  store: {
    recordSummaries(summaries: readonly Summary[]): Promise<void>;
    /** Runs of one member in the order of their seqs. */
    recordOwn(members: readonly (readonly OwnRun[])[]): Promise<void>;
  };
  log: Log;
}

/** How far the written figures may lag; the longer, the more advances become one write. */
const lag = 500;

export type Projection = ReturnType<typeof createProjection>;

export function createProjection({ store, log }: Parts) {
  let summaries = new Map<ChatId, Summary>();
  let runs = new Map<string, OwnRun[]>();
  let timer: NodeJS.Timeout | null = null;
  let chain: Promise<unknown> = Promise.resolve();

  /** One thing after the other, whatever became of the one before. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const bounded = () => within(databaseAnswers, work());
    const done = chain.then(bounded, bounded);
    chain = done.catch(() => undefined);
    return done;
  }

  async function write(): Promise<void> {
    if (summaries.size === 0 && runs.size === 0) return;
    const [oldSummaries, oldRuns] = [summaries, runs];
    summaries = new Map();
    runs = new Map();
    const [first, second] = await Promise.allSettled([
      store.recordSummaries([...oldSummaries.values()]),
      store.recordOwn([...oldRuns.values()]),
    ]);
    // Summaries only grow, so they may be written again; own runs count up, so only what failed is kept.
    if (first.status === 'rejected') for (const summary of oldSummaries.values()) mergeSummary(summary);
    if (second.status === 'rejected') for (const run of [...oldRuns.values()].flat()) mergeRun(run);
    if (first.status === 'rejected') throw first.reason;
    if (second.status === 'rejected') throw second.reason;
  }

  function mergeSummary(summary: Summary): void {
    const held = summaries.get(summary.chatId);
    const rev = Math.max(summary.rev, held?.rev ?? 0);
    const last = (held?.last?.seq ?? 0) > (summary.last?.seq ?? 0) ? held?.last : summary.last;
    summaries.set(summary.chatId, { chatId: summary.chatId, rev, ...(last && { last }) });
  }

  function mergeRun(run: OwnRun): void {
    const key = `${run.chatId}:${run.userId}`;
    const held = runs.get(key) ?? [];
    runs.set(key, held);
    const last = held.at(-1);
    if (last?.to === run.from - 1) last.to = run.to;
    else held.push({ ...run });
  }

  function schedule(): void {
    timer ??= setTimeout(() => {
      timer = null;
      inTurn(write).catch(error => {
        log.warn({ err: error }, 'Chat lists lag behind until the database is back');
        schedule();
      });
    }, lag);
  }

  return {
    /** Takes over what a commit changed; written soon, together with what follows. */
    add(changed: readonly Summary[], own: readonly OwnRun[]): void {
      for (const summary of changed) mergeSummary(summary);
      for (const run of own) mergeRun(run);
      schedule();
    },

    /** Runs work that reads or writes these figures: after all that was added, and before anything else. */
    settled: <T>(work: () => Promise<T>): Promise<T> =>
      inTurn(async () => {
        await write();
        return work();
      }),

    /** Resolves when all that was added is written. */
    async drain(): Promise<void> {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      await inTurn(write);
    },
  };
}
