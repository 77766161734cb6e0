// Serves the page of two people and drives it.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Locator } from '@playwright/test';
import react from '@vitejs/plugin-react';
import { createServer, type ViteDevServer } from 'vite';
import type { CallId, UserId } from '../../../common/ids.ts';
import type { Calls } from '../../../desktop/renderer/calls/compose.ts';
import { type Browser, launchBrowser } from '../../harness/chromium.ts';
import { removeFolder } from '../../harness/folder.ts';
import type { Exchange } from './exchange.ts';

interface Side {
  readonly calls: Calls;
  readonly notifications: readonly string[];
  readonly id: UserId;
}
export type Name = 'anna' | 'ben';
export type CallsPage = Window & {
  exchange: Exchange;
  anna: Side;
  ben: Side;
  nextIds: CallId[];
  attention: Record<Name, (attention: { visible: boolean; focused: boolean }) => void>;
  connections: RTCPeerConnection[];
};
interface Media {
  readonly bytes: number;
  readonly frames: number;
  readonly sound: number;
}

let site: ViteDevServer;
let cache: string;
export let browser: Browser;

/** Serves the page; call it before all tests of a file. */
export async function serve(): Promise<void> {
  cache = mkdtempSync(join(tmpdir(), 'baraza-calls-page-'));
  site = await createServer({
    configFile: false,
    root: fileURLToPath(new URL('.', import.meta.url)),
    cacheDir: cache,
    plugins: [react()],
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0, hmr: false, fs: { strict: false } },
  });
  await site.listen();
}

/** Ends what `serve` began. */
export async function unserve(): Promise<void> {
  await site.close();
  await removeFolder(cache);
}

/** Closes the page; call it after each test. */
export const close = (): Promise<void> => browser.stop();

interface Opening {
  readonly args?: readonly string[];
  /** Functions of this program that the page may call. */
  readonly offer?: Readonly<Record<string, (line: string) => unknown>>;
}

/** Opens the page; `init` runs before its scripts. */
export async function open(
  query = '',
  init?: () => void,
  { args = [], offer = {} }: Opening = {},
): Promise<void> {
  browser = await launchBrowser('about:blank', {
    args: [
      '--auto-select-desktop-capture-source=Entire screen',
      '--autoplay-policy=no-user-gesture-required',
      ...args,
    ],
  });
  await browser.page.addInitScript(collectConnections);
  for (const [name, act] of Object.entries(offer)) await browser.page.exposeFunction(name, act);
  if (init) await browser.page.addInitScript(init);
  await browser.page.goto(`${site.resolvedUrls?.local[0]}${query}`);
  await expect(browser.page.locator('html[data-ready]')).toBeAttached({ timeout: 60_000 });
}

// Tests read statistics from the connections that the app makes.
function collectConnections(): void {
  const page = window as unknown as CallsPage;
  page.connections = [];
  const Real = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Real {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      page.connections.push(this);
    }
  };
}

export const half = (name: Name): Locator => browser.page.locator(`#${name}`);
export const stage = (name: Name) => half(name).getByTestId('call-active');

export async function place(from: Name, to: Name, callType: 'voice' | 'video'): Promise<void> {
  await browser.page.evaluate(
    ([caller, callee, kind]) => {
      const page = window as unknown as CallsPage;
      page[caller].calls.actions.start(page[callee].id, kind);
    },
    [from, to, callType] as const,
  );
}

export async function connected(): Promise<void> {
  for (const name of ['anna', 'ben'] as const) {
    await expect(stage(name)).toHaveAttribute('data-state', 'connected');
  }
}

/** What each living connection has received, in the order in which they were made. */
export function received(): Promise<Media[]> {
  return browser.page.evaluate(async () => {
    const { connections } = window as unknown as CallsPage;
    const living = connections.filter(({ connectionState }) => connectionState !== 'closed');
    return Promise.all(
      living.map(async connection => {
        const media = { bytes: 0, frames: 0, sound: 0 };
        for (const entry of (await connection.getStats()).values()) {
          if (entry.type !== 'inbound-rtp') continue;
          media.bytes += entry.bytesReceived ?? 0;
          media.frames += entry.framesDecoded ?? 0;
          media.sound += entry.totalAudioEnergy ?? 0;
        }
        return media;
      }),
    );
  });
}

export async function expectGrowth(what: keyof Media): Promise<void> {
  const before = await received();
  expect(before).toHaveLength(2);
  await expect(async () => {
    const after = await received();
    for (const [index, media] of after.entries()) {
      expect(media[what]).toBeGreaterThan((before[index]?.[what] ?? 0) + (what === 'bytes' ? 1000 : 0));
    }
  }).toPass({ timeout: 15_000 });
}

export const livingTracks = () =>
  browser.page.evaluate(() => {
    const { anna, ben } = window as unknown as CallsPage;
    const tracks = [anna, ben].flatMap(({ calls }) => Object.values(calls.store.getState().local));
    return tracks.filter(track => track !== null).length;
  });
