// Everything of a call that lies over the app: the ringing card, the call itself, the sharing picker.
import { useEffect } from 'react';
import { isActive, isLive } from '../../../common/calls/state.ts';
import { CallBanner } from './banner.tsx';
import { EndedCard, IncomingCard } from './card.tsx';
import type { Calls } from './compose.ts';
import { CallsContext, useCallsState } from './context.ts';
import { SharePicker } from './picker.tsx';
import { PictureOutside } from './pip.tsx';
import { PushToTalk } from './pushToTalk.tsx';
import { ActiveStage, OutgoingStage } from './stage.tsx';
import { Sound } from './video.tsx';

/** Mount once, beside the app; it draws nothing while no call lives. */
export function CallLayer({ calls }: { calls: Calls }) {
  return (
    <CallsContext value={calls}>
      <Layer />
    </CallsContext>
  );
}

function Layer() {
  const call = useCallsState(state => state.call);
  const minimised = useCallsState(state => state.minimised);
  const capture = useCallsState(state => state.capture);
  const hold = useCallsState(state => state.own.hold);
  const { audio, screenAudio } = useCallsState(state => state.remote);
  return (
    <>
      <Sound track={hold ? null : audio} />
      <Sound track={hold ? null : screenAudio} />
      {call.kind === 'incoming' && <IncomingCard call={call.call} />}
      {call.kind === 'ended' && <EndedCard call={call.call} reason={call.reason} duration={call.duration} />}
      {(call.kind === 'preparing' || call.kind === 'outgoing') &&
        (minimised ? <CallBanner call={call} /> : <OutgoingStage state={call} />)}
      {isActive(call) && (minimised ? <CallBanner call={call} /> : <ActiveStage state={call} />)}
      {capture && <SharePicker capture={capture} />}
      <KeepAwake awake={isLive(call)} />
      {isActive(call) && <PushToTalk />}
      {isActive(call) && <PictureOutside state={call} />}
    </>
  );
}

// A screen that sleeps in the middle of a call stops the camera on many machines.
function KeepAwake({ awake }: { awake: boolean }) {
  useEffect(() => {
    if (!awake || !('wakeLock' in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let over = false;
    navigator.wakeLock.request('screen').then(
      held => {
        if (over) void held.release();
        else lock = held;
      },
      // Refused while hidden or on low battery: the call goes on without it.
      () => undefined,
    );
    return () => {
      over = true;
      void lock?.release();
    };
  }, [awake]);
  return null;
}
