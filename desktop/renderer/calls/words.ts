// What calls say: why one ended, and what helps when a device does not open.
import type { TFunction } from 'i18next';
import type { CallRecord } from '../../../common/calls/signal.ts';
import type { Call, CallState, EndReason } from '../../../common/calls/state.ts';
import type { Verdict } from '../../../common/calls/verdict.ts';
import type { Trouble } from './state.ts';

/** One sentence about an ended call, from this person's side. */
export function endedWords(t: TFunction, reason: EndReason, { direction }: Call, name: string): string {
  const incoming = direction === 'incoming';
  switch (reason) {
    case 'completed':
      return t('calls.endedCompleted');
    case 'declined':
      return incoming ? t('calls.endedDeclinedHere') : t('calls.endedDeclined', { name });
    case 'missed':
      return incoming ? t('notifications.missedCall', { name }) : t('calls.endedMissed', { name });
    case 'cancelled':
      return incoming ? t('notifications.missedCall', { name }) : t('calls.endedCancelled');
    case 'busy':
      return t('calls.endedBusy', { name });
    case 'lost':
      return t('calls.endedLost');
    case 'failed':
    case 'no_media':
      return t('calls.endedFailed');
    case 'taken':
      return t('calls.takenElsewhere');
    case 'forbidden':
      return t('calls.endedForbidden');
  }
}

/** What a person can do about it. */
export function remedyWords(t: TFunction, { device, trouble }: Trouble, inBrowser: boolean): string {
  if (trouble === 'insecure') return t('calls.insecure');
  if (trouble === 'in_use' && device !== 'screen') return t('calls.deviceInUse');
  if (trouble === 'missing' && device !== 'screen') {
    return device === 'audio' ? t('calls.noMicrophone') : t('calls.noCamera');
  }
  if (trouble === 'denied' && device !== 'screen') {
    if (inBrowser) return t('calls.permissionBrowser');
    return device === 'audio' ? t('calls.permissionMicrophone') : t('calls.permissionCamera');
  }
  return device === 'screen' ? t('calls.permissionScreen') : t('calls.deviceFailed');
}

/** How a call of the history went. */
export function outcomeWords(t: TFunction, { outcome, direction }: CallRecord): string {
  const incoming = direction === 'incoming';
  switch (outcome) {
    case 'completed':
      return incoming ? t('calls.incoming') : t('calls.outgoing');
    case 'missed':
      return incoming ? t('calls.missed') : t('calls.noAnswer');
    case 'cancelled':
      return incoming ? t('calls.missed') : t('calls.cancelled');
    case 'busy':
      return incoming ? t('calls.missed') : t('calls.busy');
    case 'declined':
      return t('calls.declined');
    case 'failed':
      return t('calls.failed');
  }
}

const WORTH_RATING = 5;

/** True for an ended call that was long enough to say how it was. */
export function isRated(state: CallState): boolean {
  return state.kind === 'ended' && state.reason === 'completed' && state.duration >= WORTH_RATING;
}

/** The one thing to know about a call that has ended; null when there is nothing to tell. */
export function verdictWords(
  t: TFunction,
  verdict: Verdict,
  name: string,
  timeOf: (at: number) => string,
): string | null {
  switch (verdict.kind) {
    case 'unknown':
      return null;
    case 'good':
      return t('calls.verdictGood');
    case 'broken':
      return t('calls.verdictBroken', { count: verdict.times, seconds: verdict.seconds });
    case 'loss': {
      const percent = Math.max(1, Math.round(verdict.share * 100));
      const words = { percent, name, time: timeOf(verdict.from) };
      if (verdict.direction === 'both') return t('calls.verdictLossBoth', words);
      return t(verdict.direction === 'in' ? 'calls.verdictLossIn' : 'calls.verdictLossOut', words);
    }
    case 'delay': {
      const seconds = (verdict.milliseconds / 1_000).toFixed(1);
      return t('calls.verdictDelay', { seconds, time: timeOf(verdict.from) });
    }
    case 'narrow':
      return t('calls.verdictNarrow', { time: timeOf(verdict.from) });
    case 'computer':
      return t('calls.verdictComputer', { time: timeOf(verdict.from) });
  }
}
