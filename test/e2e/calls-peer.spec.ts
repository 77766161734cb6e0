// Two people on one page with real cameras (fake ones), real connections and the real screens of calls.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Locator, test } from '@playwright/test';
import react from '@vitejs/plugin-react';
import { createServer, type ViteDevServer } from 'vite';
import type { CallId, UserId } from '../../common/ids.ts';
import type { Calls } from '../../desktop/renderer/calls/compose.ts';
import { type Browser, launchBrowser } from '../harness/chromium.ts';
import type { Exchange } from './calls-page/exchange.ts';

interface Side {
  readonly calls: Calls;
  readonly notifications: readonly string[];
  readonly id: UserId;
}
type Name = 'anna' | 'ben';
type CallsPage = Window & {
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
let browser: Browser;

test.beforeAll(async () => {
  cache = mkdtempSync(join(tmpdir(), 'baraza-calls-page-'));
  site = await createServer({
    configFile: false,
    root: fileURLToPath(new URL('calls-page', import.meta.url)),
    cacheDir: cache,
    plugins: [react()],
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0, hmr: false, fs: { strict: false } },
  });
  await site.listen();
});
test.afterAll(async () => {
  await site.close();
  rmSync(cache, { recursive: true, force: true });
});
test.afterEach(() => browser.stop());

/** Opens the page; `init` runs before its scripts. */
async function open(query = '', init?: () => void): Promise<void> {
  browser = await launchBrowser('about:blank', {
    args: [
      '--auto-select-desktop-capture-source=Entire screen',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
  await browser.page.addInitScript(collectConnections);
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

const half = (name: Name): Locator => browser.page.locator(`#${name}`);
const stage = (name: Name) => half(name).getByTestId('call-active');

async function place(from: Name, to: Name, callType: 'voice' | 'video'): Promise<void> {
  await browser.page.evaluate(
    ([caller, callee, kind]) => {
      const page = window as unknown as CallsPage;
      page[caller].calls.actions.start(page[callee].id, kind);
    },
    [from, to, callType] as const,
  );
}

async function connected(): Promise<void> {
  for (const name of ['anna', 'ben'] as const) {
    await expect(stage(name)).toHaveAttribute('data-state', 'connected');
  }
}

/** What each living connection has received, in the order in which they were made. */
function received(): Promise<Media[]> {
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

async function expectGrowth(what: keyof Media): Promise<void> {
  const before = await received();
  expect(before).toHaveLength(2);
  await expect(async () => {
    const after = await received();
    for (const [index, media] of after.entries()) {
      expect(media[what]).toBeGreaterThan((before[index]?.[what] ?? 0) + (what === 'bytes' ? 1000 : 0));
    }
  }).toPass({ timeout: 15_000 });
}

const livingTracks = () =>
  browser.page.evaluate(() => {
    const { anna, ben } = window as unknown as CallsPage;
    const tracks = [anna, ben].flatMap(({ calls }) => Object.values(calls.store.getState().local));
    return tracks.filter(track => track !== null).length;
  });

test('a video call is rung, answered, seen and heard on both sides, and leaves nothing open', async () => {
  await open();
  await place('anna', 'ben', 'video');
  await expect(half('anna').getByTestId('call-outgoing')).toContainText('Ringing');
  await expect(half('ben').getByTestId('call-incoming')).toContainText('Anna Wanjiru');
  await half('ben').getByTestId('call-answer-video').click();
  await connected();
  for (const what of ['bytes', 'frames', 'sound'] as const) await expectGrowth(what);
  await expect(half('anna').getByTestId('call-remote-video')).toBeVisible();
  await expect(half('ben').getByTestId('call-duration')).toContainText('0:0');
  await half('ben').getByTestId('call-minimise').click();
  await expect(stage('ben')).toBeHidden();
  await expectGrowth('sound');
  await half('ben').getByTestId('call-restore').click();
  await expect(half('ben').getByTestId('call-remote-video')).toBeVisible();
  await half('anna').getByTestId('call-end').click();
  await expect(stage('ben')).toBeHidden();
  await expect(half('ben').getByTestId('call-ended')).toHaveAttribute('data-reason', 'completed');
  expect(await livingTracks()).toBe(0);
  expect(await received()).toHaveLength(0);
});

test('muting, the camera and the screen are seen on the other side', async () => {
  await open();
  await place('anna', 'ben', 'voice');
  await half('ben').getByTestId('call-answer').click();
  await connected();
  await half('anna').getByTestId('call-mute').click();
  await expect(half('ben').locator('[data-says=muted]')).toBeVisible();
  await half('anna').getByTestId('call-mute').click();
  await expect(half('ben').locator('[data-says=muted]')).toBeHidden();

  await half('anna').getByTestId('call-camera').click();
  await half('ben').getByTestId('call-camera').click();
  await expect(half('ben').getByTestId('call-remote-video')).toBeVisible();
  await expectGrowth('frames');
  await half('anna').getByTestId('call-camera').click();
  await expect(half('ben').getByTestId('call-remote-video')).toBeHidden();
});

test('both can share a screen at once, and a source that ends is a share that ends', async () => {
  await open('', () => {
    // A page without a display has nothing to share: a canvas is the screen.
    navigator.mediaDevices.getDisplayMedia = async () => {
      const canvas = document.createElement('canvas');
      const context = canvas.getContext('2d');
      let n = 0;
      setInterval(() => {
        n += 1;
        context?.fillText(String(n), (n * 7) % 280, (n * 3) % 140);
      }, 50);
      return canvas.captureStream(15);
    };
  });
  await place('anna', 'ben', 'voice');
  await half('ben').getByTestId('call-answer').click();
  await connected();
  await half('anna').getByTestId('call-share').click();
  await half('ben').getByTestId('call-share').click();
  for (const name of ['anna', 'ben'] as const) {
    await expect(half(name).getByTestId('call-screen-video')).toBeVisible();
  }
  await expectGrowth('frames');
  await browser.page.evaluate(() => {
    const track = (window as unknown as CallsPage).ben.calls.store.getState().local.screen;
    track?.stop();
    track?.dispatchEvent(new Event('ended'));
  });
  await expect(half('anna').getByTestId('call-screen-video')).toBeHidden();
  await half('anna').getByTestId('call-share').click();
  await expect(half('ben').getByTestId('call-screen-video')).toBeHidden();
});

test('the connection is negotiated again from both sides at once, and ICE restarts, without a gap', async () => {
  await open();
  await place('anna', 'ben', 'video');
  await half('ben').getByTestId('call-answer-video').click();
  await connected();
  const fragments = () =>
    browser.page.evaluate(() =>
      (window as unknown as CallsPage).connections
        .filter(({ connectionState }) => connectionState !== 'closed')
        .map(({ localDescription }) => /a=ice-ufrag:(\S+)/.exec(localDescription?.sdp ?? '')?.[1]),
    );
  const before = await fragments();
  await browser.page.evaluate(() => {
    const { exchange } = window as unknown as CallsPage;
    exchange.delay = () => 40;
    // The network changed under both.
    window.dispatchEvent(new Event('online'));
  });
  await expect(async () => {
    const after = await fragments();
    expect(after).toHaveLength(2);
    for (const fragment of after) expect(before).not.toContain(fragment);
  }).toPass({ timeout: 10_000 });
  await expect
    .poll(() =>
      browser.page.evaluate(() =>
        (window as unknown as CallsPage).connections.every(
          ({ signalingState }) => signalingState === 'stable',
        ),
      ),
    )
    .toBe(true);
  await connected();
  await expectGrowth('frames');
});

test('signals wait while the socket is away and go when it is back', async () => {
  await open();
  await place('anna', 'ben', 'voice');
  await half('ben').getByTestId('call-answer').click();
  await connected();
  const setAway = (away: boolean) =>
    browser.page.evaluate(value => {
      const { exchange, anna } = window as unknown as CallsPage;
      exchange.setAway(anna.id, value);
    }, away);
  await setAway(true);
  await half('anna').getByTestId('call-camera').click();
  await browser.page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expectGrowth('sound');
  await expect(half('ben').getByTestId('call-remote-video')).toBeHidden();
  await setAway(false);
  await expect(half('ben').getByTestId('call-remote-video')).toBeVisible();
  await expect
    .poll(() =>
      browser.page.evaluate(() =>
        (window as unknown as CallsPage).connections.every(
          ({ signalingState }) => signalingState === 'stable',
        ),
      ),
    )
    .toBe(true);
  await expectGrowth('sound');
});

test('two who call each other at once talk, whoever is faster, and nobody rings', async () => {
  test.setTimeout(240_000);
  await open();
  for (const [annaDelay, benDelay, smaller] of [
    [5, 5, 'anna'],
    [5, 5, 'ben'],
    [5, 90, 'anna'],
    [5, 90, 'ben'],
    [90, 5, 'anna'],
    [90, 5, 'ben'],
  ] as const) {
    await browser.page.evaluate(
      ([first, second, winner]) => {
        const { anna, ben, exchange, nextIds } = window as unknown as CallsPage;
        const delays = [first, second];
        exchange.delay = () => delays.shift() ?? 5;
        const ids = [crypto.randomUUID(), crypto.randomUUID()].sort() as CallId[];
        nextIds.push(...(winner === 'anna' ? ids : ids.reverse()));
        anna.calls.actions.start(ben.id, 'voice');
        ben.calls.actions.start(anna.id, 'voice');
      },
      [annaDelay, benDelay, smaller] as const,
    );
    await connected();
    await expectGrowth('sound');
    const calls = await browser.page.evaluate(() => {
      const { anna, ben } = window as unknown as CallsPage;
      return [anna, ben].map(({ calls }) => {
        const { call } = calls.store.getState();
        return call.kind === 'connected' ? call.call.callId : null;
      });
    });
    expect(calls[0]).toBe(calls[1]);
    await half('ben').getByTestId('call-end').click();
    await expect(stage('anna')).toBeHidden();
  }
});

test('without a microphone nobody is rung, and without a camera a video call goes on by voice', async () => {
  await open('', () => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async constraints => {
      if (constraints?.video) throw new DOMException('No camera', 'NotFoundError');
      return real(constraints);
    };
  });
  await place('anna', 'ben', 'video');
  await half('ben').getByTestId('call-answer').click();
  await connected();
  await expect(half('anna').getByTestId('call-notice')).toContainText('No camera was found');
  await half('anna').getByTestId('call-end').click();
  await expect(stage('ben')).toBeHidden();

  await browser.page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = async () => {
      throw new DOMException('Denied', 'NotAllowedError');
    };
  });
  await place('anna', 'ben', 'voice');
  await expect(half('anna').getByTestId('call-ended')).toHaveAttribute('data-reason', 'no_media');
  await expect(half('anna').getByRole('alert')).toContainText('allow the microphone');
  await expect(half('ben').getByTestId('call-incoming')).toBeHidden();
});

test('a ring while the window is hidden is told by a notification that goes with the ring', async () => {
  await open('?history');
  await browser.page.evaluate(() => {
    (window as unknown as CallsPage).attention.ben({ visible: false, focused: false });
  });
  await place('anna', 'ben', 'voice');
  const shown = () => browser.page.evaluate(() => (window as unknown as CallsPage).ben.notifications);
  await expect.poll(shown).toEqual(['Anna Wanjiru is calling']);
  await half('ben').getByTestId('call-decline').click();
  await expect.poll(shown).toEqual([]);
  await expect(half('anna').getByTestId('call-ended')).toContainText('Ben Otieno declined');
  const row = half('anna').getByTestId('call-history-row');
  await expect(row).toHaveAttribute('data-outcome', 'declined');
  await expect(row).toHaveAttribute('data-direction', 'outgoing');
});
