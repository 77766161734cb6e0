// A call that rings while the window is out of sight: the desktop's own window shows who it is.
import type { Disposer, IncomingAction } from '../../ipc/channels.ts';
import type { CallActions } from './actions.ts';
import type { CallsDeps } from './deps.ts';
import type { CallsStore } from './state.ts';

/** Shows and closes that window, and does what was clicked in it. */
export function ringOutside(deps: CallsDeps, store: CallsStore, actions: CallActions): Disposer {
  const { bridge } = deps;
  let visible = true;
  let shown: string | null = null;
  const tell = (done: Promise<void>) =>
    done.catch((error: unknown) => deps.report('The window of an incoming call did not do as asked', error));

  function follow() {
    const { call } = store.getState();
    const wanted = call.kind === 'incoming' && !visible ? call.call : null;
    if (shown !== null && shown !== wanted?.callId) {
      void tell(bridge.closeIncoming(shown));
      shown = null;
    }
    if (!wanted || shown === wanted.callId) return;
    shown = wanted.callId;
    const { translate: t, people } = deps;
    const video = wanted.callType === 'video';
    // A locked or shared screen tells no more than the notifications may.
    const known = deps.settings().notificationPreview !== 'none' && people.get(wanted.peerId)?.name;
    void tell(
      bridge.showIncoming({
        callId: wanted.callId,
        name: (known || t('calls.someone')).slice(0, 128),
        detail: t(video ? 'calls.incomingVideo' : 'calls.incomingVoice'),
        words: { answer: t('calls.answer'), answerVideo: t('calls.video'), decline: t('calls.decline') },
        dark: matchMedia('(prefers-color-scheme: dark)').matches,
      }),
    );
  }

  function act(callId: string, action: IncomingAction) {
    const { call } = store.getState();
    if (call.kind !== 'incoming' || call.call.callId !== callId) return;
    if (action === 'decline') actions.decline();
    else if (action !== 'open') actions.answer({ video: action === 'answer_video' });
  }

  const disposers = [
    bridge.onWindowAttention(attention => {
      visible = attention.visible;
      follow();
    }),
    bridge.onIncomingAction(({ callId, action }) => act(callId, action)),
    store.subscribe(follow),
  ];
  return () => {
    for (const dispose of disposers) dispose();
    if (shown !== null) void tell(bridge.closeIncoming(shown));
  };
}
