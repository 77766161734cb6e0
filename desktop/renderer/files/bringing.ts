// What brings files to the server, put together: what was picked, its bytes, and the uploads.

import type { Blobs } from '../cache/blobs.ts';
import type { OutboxParts } from '../messages/outbox.ts';
import type { Api } from '../transport/api.ts';
import { createSender } from '../transport/sending.ts';
import type { Timers } from '../transport/timers.ts';
import { createUploadApi } from '../transport/uploadApi.ts';
import { createKeeper } from './keeper.ts';
import { createPicked } from './picked.ts';
import { createUploads } from './uploads.ts';

interface BringingOptions {
  readonly server: string;
  readonly access: (renew: boolean) => Promise<string>;
  readonly api: Api;
  readonly outbox: OutboxParts;
  readonly blobs: Promise<Blobs>;
  readonly page: Window;
  readonly timers: Timers;
  readonly onDefect: (error: unknown) => void;
}

/** The parts of one account. */
export function createBringing(options: BringingOptions) {
  const { server, access, api, outbox, blobs, page, timers, onDefect } = options;
  const sender = createSender(() => new XMLHttpRequest(), timers);
  const keeper = createKeeper({ blobs, urls: URL, onDefect });
  const uploads = createUploads({
    outbox,
    api: { ...api, ...createUploadApi(server, access, sender) },
    keeper,
    timers,
    random: Math.random,
    onDefect,
  });
  const picked = createPicked({
    api,
    outbox,
    keeper,
    urls: URL,
    storage: page.localStorage,
    newId: () => crypto.randomUUID(),
    onDefect,
  });
  return {
    keeper,
    uploads,
    picked,
    dispose() {
      uploads.dispose();
      picked.dispose();
      keeper.dispose();
    },
  };
}
