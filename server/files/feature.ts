// Makes everything that files need, in order, from the storage and what it may know of others.
import type { ChatId, UserId } from '../../common/ids.ts';
import type { FilesConfig } from '../config.ts';
import type { Clock, Log } from '../context.ts';
import type { Storage } from '../infra/storage.ts';
import type { Vault } from '../infra/vault.ts';
import { type AvatarKeepers, createAvatars } from './avatars.ts';
import { createContent } from './content.ts';
import { createFinishing } from './finishing.ts';
import { createInspector } from './inspector.ts';
import { createLinks } from './links.ts';
import { createQuota } from './quota.ts';
import { createSealer } from './sealer.ts';
import { createFileService, type Holders } from './service.ts';
import type { FileStore } from './store.ts';
import { createSweeper } from './sweeper.ts';
import { createUploads } from './uploads.ts';

interface Parts<Person, Group> extends AvatarKeepers<Person, Group> {
  store: FileStore;
  storage: Storage;
  vault: Vault;
  config: FilesConfig;
  /** Of which the key of links is derived. */
  secret: string;
  clock: Clock;
  log: Log;
  holders: Holders;
  reach(userId: UserId, chatId: ChatId): Promise<{ upTo: number }>;
  avatarOf: { user(id: UserId): Promise<string | undefined>; chat(id: ChatId): Promise<string | undefined> };
}

export function createFiles<Person, Group>(parts: Parts<Person, Group>) {
  const { store, storage, vault, config, secret, clock, log, holders, reach, avatarOf, people, groups } =
    parts;
  const content = createContent(storage);
  const sealer = createSealer(vault);
  const quota = createQuota({
    store,
    clock,
    perUser: config.userQuota,
    perServer: config.serverQuota,
  });
  const inspector = createInspector({ log });
  const links = createLinks(secret, clock);
  const { maxBytes } = config;
  const read = { store, content, sealer, links, clock, holders, reach };
  const files = createFileService({ ...read, quota, maxBytes });
  const { finish, show } = createFinishing({ store, content, sealer, inspector, clock, log });
  const sweeper = createSweeper({ store, content, holders, avatarOf, tidy: storage.tidy, clock, log });
  const uploads = createUploads({
    store,
    content,
    sealer,
    quota,
    clock,
    log,
    maxBytes,
    finish,
    show,
    discard: sweeper.discard,
  });
  const { readable } = files;
  const avatars = createAvatars({ store, content, sealer, inspector, clock, readable, people, groups });
  return { files, uploads, avatars, sweeper, close: inspector.close };
}
