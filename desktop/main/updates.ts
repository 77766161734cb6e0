// Updates of the app: asks a feed that somebody has named, fetches, checks, and installs when it is wished.
import type { ProgressInfo, UpdateInfo } from 'electron-updater';
import type { Disposer, Settings } from '../ipc/channels.ts';
import type { UpdateState } from '../ipc/payloads.ts';
import type { Log } from './log.ts';
import { canRunSilently, failureOf, nextUpdate, type UpdateEvent } from './updatestate.ts';

/** What is needed of electron-updater. */
export interface UpdateEngine {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  allowPrerelease: boolean;
  channel: string | null;
  allowDowngrade: boolean;
  setFeedURL(feed: { provider: 'generic'; url: string; channel: string }): void;
  /** Null where this copy of the app cannot replace itself. */
  checkForUpdates(): Promise<unknown>;
  downloadUpdate(): Promise<unknown>;
  quitAndInstall(isSilent: boolean, isForceRunAfter: boolean): void;
  on(event: 'update-available', listener: (info: UpdateInfo) => void): unknown;
  on(event: 'update-not-available' | 'update-downloaded', listener: () => void): unknown;
  on(event: 'download-progress', listener: (progress: ProgressInfo) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface UpdateParts {
  /** Made when there is a feed to ask, never before. */
  engine: () => UpdateEngine;
  /** The address that this copy was packed with. */
  builtIn: string | null;
  settings: () => Pick<Settings, 'updateFeed' | 'updateChannel' | 'automaticUpdates'>;
  visible: () => boolean;
  inCall: () => boolean;
  tell: (state: UpdateState) => void;
  /** Called right before the app ends for an update that nobody asked for. */
  onSilent: () => void;
  every: (ms: number, run: () => void) => Disposer;
  now: () => number;
  log: Log;
}

export interface Updates {
  get(): UpdateState;
  check(): void;
  download(): void;
  install(): void;
  /** The settings, the window or the call changed. */
  refresh(): void;
  dispose(): void;
}

const CHECK_EVERY = 6 * 3_600_000;

/** Nothing is asked of anyone before `refresh` has found an address. */
export function createUpdates(parts: UpdateParts): Updates {
  let state: UpdateState = { name: 'off' };
  let engine: UpdateEngine | null = null;
  let asked = '';
  let stopClock: Disposer | null = null;

  const put = (event: UpdateEvent) => {
    const next = nextUpdate(state, event);
    if (next === state) return;
    state = next;
    parts.tell(state);
    if (state.name === 'available' && parts.settings().automaticUpdates) download();
    settle();
  };
  const fail = (error: unknown) => {
    parts.log.warn(`The update failed: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
    put({
      kind: 'failed',
      reason: failureOf((error as { code?: unknown } | null)?.code ?? messageOf(error)),
    });
  };
  const started = () => {
    engine ??= prepare(parts.engine(), put, fail, parts.now);
    return engine;
  };
  const check = () => {
    const { url, channel } = feedOf(parts);
    const before = state;
    put({ kind: 'check' });
    if (url === null || state === before) return;
    const ask = started();
    ask.setFeedURL({ provider: 'generic', url, channel });
    ask.checkForUpdates().then(answer => {
      if (answer === null) put({ kind: 'failed', reason: 'unsupported' });
    }, fail);
  };
  const download = () => {
    put({ kind: 'download' });
    if (state.name === 'downloading') started().downloadUpdate().catch(fail);
  };
  const settle = () => {
    const { automaticUpdates: automatic } = parts.settings();
    const silently = { automatic, visible: parts.visible(), inCall: parts.inCall(), status: state.name };
    if (!canRunSilently(silently)) return;
    parts.onSilent();
    started().quitAndInstall(true, true);
  };
  return {
    get: () => state,
    check,
    download,
    install() {
      if (state.name === 'ready') started().quitAndInstall(false, true);
    },
    refresh() {
      const { url, channel } = feedOf(parts);
      put({ kind: 'feed', known: url !== null });
      const automatic = url !== null && parts.settings().automaticUpdates;
      const wanted = automatic ? `${channel} ${url}` : '';
      if (wanted !== asked) {
        asked = wanted;
        stopClock?.();
        stopClock = automatic ? parts.every(CHECK_EVERY, check) : null;
        if (automatic) check();
      }
      settle();
    },
    dispose() {
      stopClock?.();
    },
  };
}

function feedOf({ settings, builtIn }: UpdateParts): { url: string | null; channel: string } {
  const { updateFeed, updateChannel } = settings();
  return { url: updateFeed ?? builtIn, channel: updateChannel };
}

function prepare(
  engine: UpdateEngine,
  put: (event: UpdateEvent) => void,
  fail: (error: unknown) => void,
  now: () => number,
): UpdateEngine {
  engine.autoDownload = false;
  // Only on a wish, or while hidden: a person who shuts the machine down must not wait for it.
  engine.autoInstallOnAppQuit = false;
  engine.on('update-available', info => put({ kind: 'found', version: info.version, notes: notesOf(info) }));
  engine.on('update-not-available', () => put({ kind: 'none', at: now() }));
  engine.on('download-progress', ({ percent }) => put({ kind: 'progress', percent: Math.floor(percent) }));
  engine.on('update-downloaded', () => put({ kind: 'downloaded' }));
  engine.on('error', fail);
  return engine;
}

function notesOf({ releaseNotes }: UpdateInfo): string {
  if (typeof releaseNotes === 'string') return releaseNotes;
  return (releaseNotes ?? []).map(({ note }) => note ?? '').join('\n');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}
