// Socket requests about calls.
import type { Handlers } from '../context.ts';
import type { CallService } from './service.ts';
import { checkCandidate, checkDescription } from './shape.ts';

type CallRequests =
  | 'call_offer'
  | 'call_answer'
  | 'call_decline'
  | 'call_end'
  | 'ice_candidate'
  | 'call_renegotiate'
  | 'call_media'
  | 'call_reaction'
  | 'call_quality';

export function callHandlers(calls: CallService): Handlers<CallRequests> {
  return {
    call_offer(caller, data) {
      checkDescription(data.offer, 'offer');
      return calls.offer(caller, data);
    },
    async call_answer(caller, data) {
      checkDescription(data.answer, 'answer');
      await calls.answer(caller, data);
      return {};
    },
    async call_decline(caller, data) {
      await calls.decline(caller, data);
      return {};
    },
    async call_end(caller, data) {
      await calls.end(caller, data);
      return {};
    },
    async ice_candidate(caller, data) {
      checkCandidate(data.candidate);
      await calls.signal(caller, 'ice_candidate', data);
      return {};
    },
    async call_renegotiate(caller, data) {
      checkDescription(data.description, 'any');
      await calls.signal(caller, 'call_renegotiate', data);
      return {};
    },
    async call_media(caller, data) {
      await calls.signal(caller, 'call_media', data);
      return {};
    },
    async call_reaction(caller, data) {
      await calls.signal(caller, 'call_reaction', data);
      return {};
    },
    async call_quality(caller, data) {
      await calls.quality(caller, data);
      return {};
    },
  };
}
