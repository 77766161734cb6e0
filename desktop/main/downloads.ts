// What the page brings out of the app: into the downloads folder, under a safe and free name; shown there on wish, never opened.
import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { DownloadItem, Event, Session } from 'electron';
import type { EventChannels } from '../ipc/channels.ts';

type Told = EventChannels['download:changed'];

interface DownloadsOptions {
  readonly session: Pick<Session, 'on' | 'downloadURL'>;
  /** The origin of the account's server. */
  readonly server: () => string | null;
  /** Where downloads go. */
  readonly folder: () => string;
  readonly newId: () => string;
  readonly tell: (download: Told) => void;
  readonly show: (path: string) => void;
  readonly exists?: (path: string) => boolean;
}

export interface Downloads {
  /** False for what is no link to a file of the server. */
  start(url: string): boolean;
  /** Shows a finished one in its folder; false for what is not known, or not there any more. */
  show(id: string): boolean;
}

/** So many finished ones can be shown. */
const mostKnown = 200;
const longestName = 150;

/** The last part of a path without what a file system, or an eye, could take for something else. */
export function safeName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[\s.]+|[\s.]+$/gu, '');
  if (clean === '') return 'file';
  const ending = extname(clean).slice(0, 17);
  const start = [...clean.slice(0, clean.length - ending.length)].slice(0, longestName).join('');
  return /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(start) ? `_${start}${ending}` : start + ending;
}

/** "a.txt", or "a (2).txt" where that is taken. */
export function freePath(folder: string, name: string, taken: (path: string) => boolean): string {
  const ending = extname(name);
  const start = name.slice(0, name.length - ending.length);
  let path = join(folder, name);
  for (let number = 2; taken(path); number += 1) path = join(folder, `${start} (${number})${ending}`);
  return path;
}

/** A link that the server gave for one file, and nothing else. */
export function isFileLink(text: string, server: string | null): boolean {
  const url = parsed(text);
  if (server === null || url === null) return false;
  const { origin, pathname, username, hash } = url;
  const path = /^\/api\/v1\/files\/[0-9a-f]{24}$/.test(pathname);
  return origin === new URL(server).origin && path && username === '' && hash === '';
}

// URL.canParse is younger than the oldest engine that this runs on.
function parsed(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** Takes over all downloads of a session. */
export function createDownloads(options: DownloadsOptions): Downloads {
  const { session, server, folder, newId, tell, show, exists = existsSync } = options;
  const finished = new Map<string, string>();
  const running = new Set<string>();

  session.on('will-download', (_event: Event, item: DownloadItem) => {
    const id = newId();
    const path = freePath(folder(), safeName(item.getFilename()), one => running.has(one) || exists(one));
    const name = path.slice(folder().length + 1);
    running.add(path);
    item.setSavePath(path);
    const now = (state: Told['state']) =>
      tell({ id, name, state, received: item.getReceivedBytes(), total: item.getTotalBytes() });
    item.on('updated', (_changed, state) => now(state === 'interrupted' ? 'failed' : 'running'));
    item.once('done', (_done, state) => {
      running.delete(path);
      if (state === 'completed') keep(id, path);
      now(state === 'completed' ? 'done' : state === 'cancelled' ? 'cancelled' : 'failed');
    });
  });

  const keep = (id: string, path: string) => {
    finished.set(id, path);
    const [oldest] = finished.keys();
    if (finished.size > mostKnown && oldest !== undefined) finished.delete(oldest);
  };
  return {
    start(url) {
      if (!isFileLink(url, server())) return false;
      session.downloadURL(url);
      return true;
    },
    show(id) {
      const path = finished.get(id);
      if (path === undefined || !exists(path)) return false;
      show(path);
      return true;
    },
  };
}
