// Calls through coturn only, between two browsers, with credentials that live for seconds and a server that dies meanwhile.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, type Page, test } from '@playwright/test';
import { type Cable, layCable } from '../harness/cable.ts';
import { type Browser, launchBrowser } from '../harness/chromium.ts';
import { expectGrowth, received, watchMedia } from '../harness/media.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { startTurn, type TestTurn } from '../harness/turn.ts';
import { meet, register } from '../harness/webclient.ts';

type Way = 'udp' | 'tcp' | 'tls';
const ways: readonly Way[] = ['udp', 'tcp', 'tls'];
const ttl = 10;
const suffix = randomBytes(3).toString('hex');
const people = {
  amina: { username: `amina.r${suffix}`, name: 'Amina Njoroge' },
  juma: { username: `juma.r${suffix}`, name: 'Juma Kariuki' },
} as const;

let turn: TestTurn;
let server: TestServer;
let cable: Cable;
let browsers: [Browser, Browser];
let amina: Page;
let juma: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  turn = await startTurn({ tls: true });
  const urls = `${turn.env.TURN_SERVER_URL},turns:127.0.0.1:${turn.tls?.port}?transport=tcp`;
  server = await startServer({
    env: { ...turn.env, TURN_SERVER_URL: urls, TURN_TTL_SECONDS: String(ttl) },
  });
  cable = await layCable(server.port);
  // coturn's certificate is made for this run, and no browser knows it.
  const args = ['--ignore-certificate-errors'];
  const urlsOf = [`http://127.0.0.1:${cable.port}`, server.url] as const;
  browsers = [await launchBrowser('about:blank', { args }), await launchBrowser('about:blank', { args })];
  [amina, juma] = [browsers[0].page, browsers[1].page];
  for (const [index, page] of [amina, juma].entries()) {
    await page.addInitScript(relayOnly);
    await page.goto(urlsOf[index] ?? '');
    await watchMedia(page);
  }
  await register(amina, people.amina);
  await register(juma, people.juma);
  await meet(amina, juma, people.juma);
});

test.afterAll(async () => {
  for (const browser of browsers ?? []) await browser.stop();
  cable?.stop();
  await server?.stop();
  await turn?.stop();
});

type Forced = typeof globalThis & { relayWay?: Way };

/** Leaves the page's connections nothing but one way to the relay, once a way is named. */
function relayOnly(): void {
  const scope = globalThis as Forced;
  const urlFits = (url: string) => {
    const way = url.startsWith('turns:') ? 'tls' : url.endsWith('transport=tcp') ? 'tcp' : 'udp';
    return url.startsWith('turn') && way === scope.relayWay;
  };
  const forced = (configuration: RTCConfiguration = {}): RTCConfiguration => {
    if (!scope.relayWay) return configuration;
    const iceServers = (configuration.iceServers ?? [])
      .map(entry => ({ ...entry, urls: [entry.urls].flat().filter(urlFits) }))
      .filter(({ urls }) => urls.length > 0);
    return { ...configuration, iceTransportPolicy: 'relay', iceServers };
  };
  scope.RTCPeerConnection = class extends scope.RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(forced(configuration));
    }
    override setConfiguration(configuration?: RTCConfiguration): void {
      super.setConfiguration(forced(configuration));
    }
  };
}

async function connected(...pages: Page[]): Promise<void> {
  for (const page of pages) {
    await expect(page.getByTestId('call-active')).toHaveAttribute('data-state', 'connected', {
      timeout: 30_000,
    });
  }
}

async function talk(kind: 'voice' | 'video', way: Way = 'udp'): Promise<void> {
  for (const page of [amina, juma]) {
    await page.evaluate(chosen => {
      (globalThis as Forced).relayWay = chosen;
    }, way);
  }
  await place(kind);
}

async function place(kind: 'voice' | 'video'): Promise<void> {
  await amina.locator(`[data-action="call-${kind}"]`).click();
  await juma.getByTestId(kind === 'video' ? 'call-answer-video' : 'call-answer').click();
  await connected(amina, juma);
}

async function hangUp(page: Page): Promise<void> {
  await page.getByTestId('call-end').click();
  for (const each of [amina, juma]) await expect(each.getByTestId('call-active')).toHaveCount(0);
}

/** How the newest connection's media travels, by the candidate pair in use. */
function path(page: Page): Promise<{ type: string; way: string }> {
  return page.evaluate(async () => {
    const made = (globalThis as { peerConnections?: RTCPeerConnection[] }).peerConnections;
    const stats = await made?.at(-1)?.getStats();
    const all = [...(stats?.values() ?? [])];
    const pairId = all.find(({ type }) => type === 'transport')?.selectedCandidatePairId;
    const pair = all.find(({ id }) => id === pairId);
    const local = all.find(({ id }) => id === pair?.localCandidateId);
    return { type: local?.candidateType ?? 'none', way: local?.relayProtocol ?? 'none' };
  });
}

for (const way of ways) {
  test(`a video call over coturn's ${way.toUpperCase()} port alone: both see and hear each other`, async () => {
    await talk('video', way);
    for (const page of [amina, juma]) {
      expect(await path(page)).toEqual({ type: 'relay', way });
      await expectGrowth(page, 'audioBytes');
      await expectGrowth(page, 'videoFrames');
    }
    await hangUp(juma);
  });
}

test('[CALL8] [field 6] a call outlives the credentials that it began with, and the next one gets new ones', async () => {
  await talk('voice');
  await sleep((ttl + 3) * 1_000);
  await connected(amina, juma);
  for (const page of [amina, juma]) {
    await expectGrowth(page, 'audioBytes');
    expect((await path(page)).type).toBe('relay');
  }
  await hangUp(amina);
  await talk('voice');
  await hangUp(amina);
});

test('kill -9 of the server: the call goes on without it, and after its restart hanging up reaches both', async () => {
  await talk('video');
  await server.kill('SIGKILL');
  for (const page of [amina, juma]) {
    await expectGrowth(page, 'audioBytes');
    await expectGrowth(page, 'videoFrames');
  }
  await connected(amina, juma);
  await server.restart();
  // The camera's state goes through the server: it is back for both.
  await amina.getByTestId('call-camera').click();
  await expect(juma.getByTestId('call-remote-video')).toHaveCount(0, { timeout: 45_000 });
  await juma.getByTestId('call-camera').click();
  await expect(amina.getByTestId('call-remote-video')).toHaveCount(0, { timeout: 45_000 });
  await expectGrowth(juma, 'audioBytes');
  await hangUp(amina);
});

test('one is cut off from the server for 20 s: the call stays, and what was said meanwhile arrives', async () => {
  await talk('video');
  cable.cut();
  const cutAt = performance.now();
  await amina.getByTestId('call-camera').click();
  const early = await Promise.all([amina, juma].map(received));
  // The server gives a device 30 s to come back, so nothing here may wait for long.
  await sleep(20_000 - (performance.now() - cutAt));
  const late = await Promise.all([amina, juma].map(received));
  cable.mend();
  for (const side of [0, 1]) {
    expect(late[side]?.audioBytes).toBeGreaterThan(early[side]?.audioBytes ?? Number.NaN);
  }
  await expect(juma.getByTestId('call-remote-video')).toHaveCount(0, { timeout: 45_000 });
  await connected(amina, juma);
  await hangUp(juma);
});

test('one who hides the own address is called directly by nobody: the other side learns relays only', async () => {
  await amina.evaluate(() => localStorage.setItem('baraza.calls', JSON.stringify({ relayOnly: true })));
  for (const page of [amina, juma]) {
    await page.reload();
    await page.getByTestId('chat-row').click();
  }
  await place('video');
  expect((await path(amina)).type).toBe('relay');
  for (const page of [amina, juma]) await expectGrowth(page, 'videoFrames');
  const learned = await juma.evaluate(async () => {
    const made = (globalThis as { peerConnections?: RTCPeerConnection[] }).peerConnections;
    const stats = [...((await made?.at(-1)?.getStats())?.values() ?? [])];
    const candidates = stats.filter(({ type }) => type === 'remote-candidate');
    return candidates.map(({ candidateType, port }) => ({ candidateType, port }));
  });
  expect(learned.length).toBeGreaterThan(0);
  for (const { candidateType, port } of learned) {
    // A packet may overtake the message that names its relay; then it is known by where it comes from: a relay's port.
    expect(['relay', 'prflx']).toContain(candidateType);
    expect(port).toBeGreaterThanOrEqual(49_160);
    expect(port).toBeLessThanOrEqual(49_960);
  }
  await hangUp(juma);
});

test('all of them are in both histories as completed, and relayed ones are counted', async () => {
  const count = ways.length + 5;
  for (const [page, direction] of [
    [amina, 'outgoing'],
    [juma, 'incoming'],
  ] as const) {
    await page.getByTestId('rail-calls').click();
    const rows = page.getByTestId('call-history-row');
    await expect(rows).toHaveCount(count);
    for (const row of await rows.all()) {
      await expect(row).toHaveAttribute('data-outcome', 'completed');
      await expect(row).toHaveAttribute('data-direction', direction);
    }
  }
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toMatch(/baraza_calls_connected_total\{[^}]*path="relay"[^}]*\} [1-9]/);
});
