// Lets clients come back, and so catch up, when events for them may have been lost between the nodes.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus } from '../infra/bus.ts';
import type { Session } from './session.ts';

interface Parts {
  bus: Bus;
  sessions: ReadonlySet<Session>;
  random?: () => number;
}

/** Nodes find each other again one by one: what they tell within this time is one reason, not several. */
const gather = 1_000;
/** Their return is spread over this time. */
const spread = 3_000;

/** Any client understands a close: it reconnects and fetches the changes since the revs that it holds. */
export function createHealing({ bus, sessions, random = Math.random }: Parts): void {
  let gathering = false;

  async function sendAway(session: Session): Promise<void> {
    await sleep(random() * spread, undefined, { ref: false });
    session.close('slow');
  }

  bus.onNotice('events_missed', () => {
    if (gathering) return;
    gathering = true;
    setTimeout(() => {
      gathering = false;
      for (const session of sessions) void sendAway(session);
    }, gather).unref();
  });
}
