// The frame around a start: signals, a clean end, and failures told as a sentence.
import { complain, explain, say } from '../provision/say.ts';

export interface Session {
  /** Anything started is handed in here, and ended in reverse order. */
  onEnd(stop: () => Promise<void>): void;
  /** Resolves when the person wants to stop. */
  readonly interrupted: Promise<'interrupted'>;
}

// A terminal's Ctrl-C also reaches npm and the launcher, which pass it on: those echoes are not a second wish.
const ECHO_MS = 1_500;

/** Runs until `body` ends or a signal comes, then stops everything that was started; the exit code tells how it went. */
export async function runSession(body: (session: Session) => Promise<void>): Promise<void> {
  const stops: (() => Promise<void>)[] = [];
  let asked: number | undefined;
  const { promise: interrupted, resolve } = Promise.withResolvers<'interrupted'>();
  const onSignal = (signal: NodeJS.Signals) => {
    if (asked === undefined) {
      asked = performance.now();
      say(signal === 'SIGINT' ? '\nStopping…' : 'Stopping…');
      resolve('interrupted');
    } else if (performance.now() - asked > ECHO_MS) {
      say('Still stopping: the server and the database are putting things in order');
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  let failed = false;
  const fail = (error: unknown) => {
    // What was being started when it was stopped fails because of that.
    if (asked === undefined) complain(error);
    failed ||= asked === undefined;
  };
  const running = body({ onEnd: stop => void stops.push(stop), interrupted }).catch(fail);
  await Promise.race([running, interrupted]);
  for (const stop of stops.toReversed()) {
    try {
      await stop();
    } catch (error) {
      failed = true;
      complain(explain(error));
    }
  }
  await running;
  if (asked !== undefined) say('Stopped');
  process.exit(failed ? 1 : 0);
}
