// The one way in which calls end: once, told to both, counted.
import type { FailureReason } from '../../common/calls/record.ts';
import type { CallOutcome } from '../../common/calls/signal.ts';
import type { DeviceId } from '../../common/ids.ts';
import { encodeEvent } from '../../common/wire/codec.ts';
import type { Clock } from '../context.ts';
import type { Bus } from '../infra/bus.ts';
import type { CallMetrics } from '../infra/metrics.ts';
import type { CallDoc, CallStore } from './store.ts';

interface Parts {
  store: CallStore;
  bus: Bus;
  clock: Clock;
  metrics: Pick<CallMetrics, 'calls' | 'callFailures'>;
}

export type Ending = ReturnType<typeof createEnding>;

export function createEnding({ store, bus, clock, metrics }: Parts) {
  return {
    /**
     * Ends the call as it is given. False, and nothing happens, when it moved meanwhile. `except`: the device that asked;
     * `deadline`: ends it only while that is still its deadline; `reason`: why it failed.
     */
    async end(
      call: CallDoc,
      outcome: CallOutcome,
      {
        except,
        deadline,
        reason,
      }: { except?: DeviceId; deadline?: Date; reason?: FailureReason | undefined } = {},
    ): Promise<boolean> {
      const endedAt = clock.now();
      const talked = call.answeredAt === undefined ? 0 : endedAt.getTime() - call.answeredAt.getTime();
      const duration = Math.max(0, Math.floor(talked / 1000));
      if (!(await store.end(call, { outcome, endedAt, duration }, deadline))) return false;
      metrics.calls.inc({ outcome });
      if (reason !== undefined) metrics.callFailures.inc({ reason });
      const { callId, callerId, calleeId } = call;
      bus.publish([callerId, calleeId], encodeEvent('call_ended', { callId, reason: outcome, duration }), {
        except,
      });
      return true;
    },
  };
}
