// Deep links: from the command line, a second start or the system, checked, and held until the page can take them.
import { parseLink } from '../ipc/link.ts';
import type { Log } from './log.ts';

export interface Links {
  /** Takes a link from outside; anything but a known shape is dropped. */
  open(url: string): void;
  /** Tells whether a page is there to take links. */
  setReady(ready: boolean): void;
}

const MAX_WAITING = 8;

/** Makes the letter box for links. */
export function createLinks(deliver: (url: string) => void, log: Log): Links {
  let ready = false;
  let waiting: string[] = [];
  return {
    open(url) {
      if (parseLink(url) === null) return log.warn('Refused a link of an unknown shape');
      if (ready) deliver(url);
      else waiting = [...waiting, url].slice(-MAX_WAITING);
    },
    setReady(now) {
      ready = now;
      if (!ready) return;
      const held = waiting;
      waiting = [];
      for (const url of held) deliver(url);
    },
  };
}
