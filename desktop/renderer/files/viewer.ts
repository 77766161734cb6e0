// Which picture or video is shown in large.
import { createStore } from 'zustand/vanilla';
import type { FileId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';

export interface Viewed {
  readonly id: FileId;
  readonly message: Message;
}

/** Nothing at first. */
export function createViewer() {
  const store = createStore<{ readonly shown: Viewed | null }>(() => ({ shown: null }));
  return {
    store,
    open: (id: FileId, message: Message) => store.setState({ shown: { id, message } }),
    close: () => store.setState({ shown: null }),
  };
}
