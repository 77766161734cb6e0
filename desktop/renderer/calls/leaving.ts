// A page that goes away in the middle of a call: it says goodbye, so that the other side need not wait for it.
import { callOf, isActive, isLive } from '../../../common/calls/state.ts';
import type { CallId } from '../../../common/ids.ts';
import type { Disposer } from '../../ipc/channels.ts';
import type { Courier } from './courier.ts';
import type { CallsStore } from './state.ts';

interface LeavingParts {
  readonly page: Pick<Window, 'addEventListener' | 'removeEventListener' | 'sessionStorage' | 'performance'>;
  readonly store: CallsStore;
  readonly courier: Pick<Courier, 'send'>;
  readonly hangUp: () => void;
  /** In a browser a tab is closed by a slip of the hand, so it asks first; a desktop's window only hides. */
  readonly asks: boolean;
}

const KEY = 'baraza.callHere';

/** A reload can not keep a call: its connection belongs to the page. What was not said in time is said by the next page. */
export function watchLeaving({ page, store, courier, hangUp, asks }: LeavingParts): Disposer {
  const left = page.sessionStorage.getItem(KEY);
  page.sessionStorage.removeItem(KEY);
  // A copy of the tab has the same storage, and its call goes on.
  const [navigation] = page.performance.getEntriesByType('navigation');
  const reloaded = navigation !== undefined && 'type' in navigation && navigation.type === 'reload';
  if (left && reloaded) courier.send('call_end', { callId: left as CallId });

  const leaving = () => {
    const { call } = store.getState();
    // What rings here rings on elsewhere.
    if (!isLive(call) || call.kind === 'incoming') return;
    hangUp();
    // The goodbye may not get out of a page that ends: the next one says it again.
    const callId = callOf(call)?.callId;
    if (callId) page.sessionStorage.setItem(KEY, callId);
  };
  const asking = (event: BeforeUnloadEvent) => {
    if (!asks || !isActive(store.getState().call)) return;
    event.preventDefault();
    event.returnValue = true;
  };
  page.addEventListener('pagehide', leaving);
  page.addEventListener('beforeunload', asking);
  const forget = store.subscribe(({ call }, before) => {
    if (call === before.call) return;
    const callId = isActive(call) || call.kind === 'outgoing' ? callOf(call)?.callId : undefined;
    if (callId) page.sessionStorage.setItem(KEY, callId);
    else page.sessionStorage.removeItem(KEY);
  });
  return () => {
    page.removeEventListener('pagehide', leaving);
    page.removeEventListener('beforeunload', asking);
    forget();
  };
}
