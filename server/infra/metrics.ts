// What the server counts and measures, in Prometheus' terms.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;
export type CallMetrics = ReturnType<typeof callMetrics>;

export function createMetrics() {
  const registry = new Registry();
  registry.setDefaultLabels({ app: 'baraza' });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const fast = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.035, 0.05, 0.075, 0.1, 0.25, 0.5, 1, 2.5, 5];
  return {
    registry,
    connections: new Gauge({ name: 'baraza_connections', help: 'Signed-in sockets', registers }),
    messages: new Counter({ name: 'baraza_messages_total', help: 'Messages committed', registers }),
    commitSeconds: new Histogram({
      name: 'baraza_message_commit_seconds',
      help: 'From a message arriving to its acknowledgement leaving',
      buckets: fast,
      registers,
    }),
    deliverySeconds: new Histogram({
      name: 'baraza_message_delivery_seconds',
      help: 'From a message arriving at any node to it being written to the sockets of a receiver here',
      buckets: fast,
      registers,
    }),
    bulkSize: new Histogram({
      name: 'baraza_commit_bulk_size',
      help: 'Messages and changes in one commit',
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
      registers,
    }),
    queueDepth: new Gauge({
      name: 'baraza_commit_queue_depth',
      help: 'Writes waiting for a commit',
      registers,
    }),
    errors: new Counter({
      name: 'baraza_errors_total',
      help: 'Errors told to clients',
      labelNames: ['code', 'edge'] as const,
      registers,
    }),
    busUp: new Gauge({
      name: 'baraza_bus_up',
      help: 'Whether this node reaches the others: 1, or 0; always 1 for one that runs alone',
      registers,
    }),
    partUp: new Gauge({
      name: 'baraza_part_up',
      help: 'Whether files, and each TURN server, answered when this node last asked: 1, or 0',
      labelNames: ['part'] as const,
      registers,
    }),
    rateLimited: new Counter({
      name: 'baraza_rate_limited_total',
      help: 'Requests and sockets that a limit refused',
      labelNames: ['limit'] as const,
      registers,
    }),
    slowSockets: new Counter({
      name: 'baraza_slow_sockets_total',
      help: 'Sockets closed because their client did not read',
      registers,
    }),
    ...callMetrics(registers),
  };
}

function callMetrics(registers: Registry[]) {
  return {
    activeCalls: new Gauge({
      name: 'baraza_active_calls',
      help: 'Calls ringing or active, over all nodes: each node tells the same number',
      registers,
    }),
    callAttempts: new Counter({
      name: 'baraza_call_attempts_total',
      help: 'Calls that people placed and were allowed to place',
      registers,
    }),
    calls: new Counter({
      name: 'baraza_calls_total',
      help: 'Ended calls',
      labelNames: ['outcome'] as const,
      registers,
    }),
    callsConnected: new Counter({
      name: 'baraza_calls_connected_total',
      help: 'Calls whose media connected, by way: the share of "relay" is what coturn carries',
      labelNames: ['path'] as const,
      registers,
    }),
    callFailures: new Counter({
      name: 'baraza_call_failures_total',
      help: 'Calls that broke: a client could not go on, or a device was away for too long',
      labelNames: ['reason'] as const,
      registers,
    }),
    callsRefused: new Counter({
      name: 'baraza_calls_refused_total',
      help: 'Offers that rang nowhere, by error code',
      labelNames: ['code'] as const,
      registers,
    }),
    callRatings: new Counter({
      name: 'baraza_call_ratings_total',
      help: 'How people said that a call was, once for each side',
      labelNames: ['stars'] as const,
      registers,
    }),
    callNotes: new Counter({
      name: 'baraza_call_notes_total',
      help: 'Ratings to which people wrote a note',
      registers,
    }),
    callRingSeconds: new Histogram({
      name: 'baraza_call_ring_seconds',
      help: 'From an offer arriving to the ringing leaving for the devices of the one called',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    }),
    callSetupSeconds: new Histogram({
      name: 'baraza_call_setup_seconds',
      help: 'From answer to connected media, as clients measured it',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10],
      registers,
    }),
  };
}
