// Link previews: fetched behind the acknowledgement, a few at a time, and attached as a change of the message.
import type { LinkPreview, Message } from '../../common/messages/message.ts';
import type { Log } from '../context.ts';
import { Bounded } from '../infra/bounded.ts';
import { fetchPage, fetchWithin, type Reach } from './fetcher.ts';
import { readHead } from './parser.ts';

interface Parts {
  messages: { attachPreview(message: Message, preview: LinkPreview): Promise<void> };
  reach: Reach;
  log: Log;
  within?: number;
}

const atOnce = 4;
const waitingLimit = 500;
const remembered = 10_000;

export type PreviewService = ReturnType<typeof createPreviewService>;

export function createPreviewService({ messages, reach, log, within = fetchWithin }: Parts) {
  const waiting: { message: Message; url: URL }[] = [];
  const tried = new Bounded<string, true>(remembered);
  const working = new Set<Promise<void>>();
  const end = new AbortController();

  async function preview(message: Message, link: URL): Promise<void> {
    const { html } = await fetchPage(link, reach, end.signal, within);
    const said = readHead(html);
    if (said !== null) await messages.attachPreview(message, { url: link.href, ...said });
  }

  function next(): void {
    while (working.size < atOnce && !end.signal.aborted) {
      const entry = waiting.shift();
      if (entry === undefined) return;
      // Addresses are private: only the reason is told.
      const done = preview(entry.message, entry.url)
        .catch((error: Error) => log.info({ reason: error.message }, 'A link has no preview'))
        .finally(() => {
          working.delete(done);
          next();
        });
      working.add(done);
    }
  }

  return {
    /** [PREV1] Follows commits; what comes too fast goes without a preview. */
    take(message: Message): void {
      if (message.preview !== undefined || message.deletedAt !== undefined || message.system !== undefined)
        return;
      const url = firstLink(message.text, reach.protocol);
      if (url === null || waiting.length >= waitingLimit) return;
      const key = `${message.id} ${url.href}`;
      if (tried.get(key) === true) return;
      tried.set(key, true);
      waiting.push({ message, url });
      next();
    },

    /** Resolves when nothing is fetched. */
    async idle(): Promise<void> {
      while (working.size > 0) await Promise.all(working);
    },

    /** Breaks off what is being fetched. */
    async drain(): Promise<void> {
      end.abort();
      await Promise.all(working);
    },
  };
}

/** The first link of a text, without the punctuation that follows it. */
export function firstLink(text: string, protocol: Reach['protocol']): URL | null {
  const [found] = new RegExp(`\\b${protocol}//[^\\s<>"'\`]+`, 'i').exec(text) ?? [];
  const link = found?.replace(/[.,;:!?)\]}*_~]+$/, '');
  return link === undefined ? null : URL.parse(link);
}
