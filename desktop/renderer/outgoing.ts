// What leaves an account: its outbox with the table that outlasts a restart, and the two ways out.
import type { Outgoing } from '../../common/messages/outgoing.ts';
import { openTable } from './cache/database.ts';
import type { Clock } from './clock.ts';
import { createJournal } from './messages/journal.ts';
import { createOutbox } from './messages/outbox.ts';
import type { ReplicaInput } from './replica/state.ts';
import type { Api } from './transport/api.ts';
import type { Connection } from './transport/connection.ts';
import type { Timers } from './transport/timers.ts';

interface OutboxOptions {
  readonly page: Window;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onDefect: (error: unknown) => void;
}

/** Opens the outbox of an account under a name. */
export function openOutbox(
  { page, clock, timers, onDefect }: OutboxOptions,
  databaseName: string,
  request: Connection['request'],
  api: Pick<Api, 'schedule'>,
  dispatch: (input: ReplicaInput) => void,
) {
  return createOutbox({
    table: openTable<Outgoing>(page.indexedDB, databaseName, 'clientId'),
    journal: createJournal(page.localStorage, `${databaseName}.sent`, onDefect),
    request: data => request('message_send', data),
    schedule: api.schedule,
    onAcknowledged: message => dispatch({ type: 'acknowledged', message }),
    onDefect,
    newId: () => crypto.randomUUID(),
    now: clock.now,
    timers,
    random: Math.random,
  });
}
