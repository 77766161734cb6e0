// What is sent follows what the connection carries, on real senders.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { fair, layDetour } from '../harness/detour.ts';
import {
  browser,
  type CallsPage,
  close,
  connected,
  expectGrowth,
  half,
  open,
  place,
  serve,
  stage,
  unserve,
} from './calls-page/driver.ts';

test.beforeAll(serve);
test.afterAll(unserve);
test.afterEach(close);

/** The encoding of the camera that Anna sends. */
const sent = () =>
  browser.page.evaluate(() => {
    const [first] = (window as unknown as CallsPage).connections;
    const sender = first?.getTransceivers()[1]?.sender;
    return sender?.getParameters().encodings[0];
  });

test('sound is doubled and thrifty, and a picture begins at its full size', async () => {
  await open();
  await place('anna', 'ben', 'video');
  await half('ben').getByTestId('call-answer-video').click();
  await connected();
  await expectGrowth('frames');
  const descriptions = await browser.page.evaluate(() =>
    (window as unknown as CallsPage).connections.map(({ remoteDescription }) => remoteDescription?.sdp ?? ''),
  );
  for (const sdp of descriptions) {
    expect(sdp).toMatch(/a=fmtp:111 .*usedtx=1;useinbandfec=1/);
    const [, first] = /m=audio \d+ \S+ (\d+)/.exec(sdp) ?? [];
    expect(sdp).toContain(`a=rtpmap:${first} red/48000`);
  }
  await expect.poll(sent).toMatchObject({ active: true, maxFramerate: 30, maxBitrate: 2_500_000 });
});

test('an awful way is answered with voice only, said on both sides, and pictures come back', async () => {
  test.setTimeout(120_000);
  await open('', () => {
    // Only the report of loss is made up: everything that follows from it is real.
    const real = RTCPeerConnection.prototype.getStats;
    RTCPeerConnection.prototype.getStats = async function (this: RTCPeerConnection) {
      const report = await real.call(this);
      const awful = (window as unknown as { awful?: boolean }).awful;
      if (!awful) return report;
      const entries = [...report].map(([id, entry]) => {
        const change = entry.type === 'remote-inbound-rtp' ? { fractionLost: 0.6 } : {};
        const narrow = entry.type === 'candidate-pair' ? { availableOutgoingBitrate: 40_000 } : {};
        return [id, { ...entry, ...change, ...narrow }] as const;
      });
      return new Map(entries) as RTCStatsReport;
    };
  });
  await place('anna', 'ben', 'video');
  await half('ben').getByTestId('call-answer-video').click();
  await connected();
  await expectGrowth('frames');
  const setAwful = (awful: boolean) =>
    browser.page.evaluate(value => {
      Object.assign(window, { awful: value });
    }, awful);
  await setAwful(true);
  await expect.poll(async () => (await sent())?.active, { timeout: 30_000 }).toBe(false);
  await expect(half('anna').locator('[data-says=held]')).toBeVisible();
  await expect(half('ben').getByTestId('call-remote-video')).toBeHidden();
  await expectGrowth('sound');
  await setAwful(false);
  await expect.poll(async () => (await sent())?.active, { timeout: 30_000 }).toBe(true);
  await expect(half('ben').getByTestId('call-remote-video')).toBeVisible();
  await expectGrowth('frames');
  await expect(stage('anna')).toHaveAttribute('data-state', 'connected');
});

interface Second {
  readonly at: number;
  readonly loss: number;
  readonly allowed: number;
  readonly sent: number;
  readonly height: number;
  readonly frames: number;
}

/** What Anna may send and sends, and what Ben gets of it. */
const look = () =>
  browser.page.evaluate(async () => {
    const [anna, ben] = (window as unknown as CallsPage).connections;
    const [allowed] = anna?.getTransceivers()[1]?.sender.getParameters().encodings ?? [];
    const of = (report: RTCStatsReport | undefined, type: string) =>
      [...(report?.values() ?? [])].filter(entry => entry.type === type && entry.kind === 'video');
    const sum = (entries: { [name: string]: number }[], name: string) =>
      entries.reduce((total, entry) => total + (entry[name] ?? 0), 0);
    const outbound = of(await anna?.getStats(), 'outbound-rtp');
    const inbound = of(await ben?.getStats(), 'inbound-rtp');
    return {
      allowed: allowed?.active ? (allowed.maxBitrate ?? 0) : 0,
      bytes: sum(outbound, 'bytesSent'),
      height: sum(inbound, 'frameHeight'),
      frames: sum(inbound, 'framesDecoded'),
    };
  });

test('a way that loses packets makes the picture smaller, and a good one brings it back', async () => {
  const shots = process.env.BARAZA_SHOTS;
  test.setTimeout(shots ? 300_000 : 150_000);
  const detour = layDetour();
  const seconds: Second[] = [];
  let loss = 0;
  try {
    await open('', takeDetours, {
      // Addresses instead of names that only a resolver on this network could turn into them.
      args: ['--disable-features=WebRtcHideLocalIpsWithMdns'],
      offer: { detour: line => detour.candidate(line) },
    });
    await place('anna', 'ben', 'video');
    await half('ben').getByTestId('call-answer-video').click();
    await connected();
    await expectGrowth('frames');
    let before = await look();
    const began = performance.now();
    let last = began;
    /** Looks each second until it is so. */
    const until = (isSo: (second: Second) => boolean, timeout: number) =>
      expect
        .poll(
          async () => {
            const now = await look();
            const [at, span] = [performance.now(), (performance.now() - last) / 1_000];
            last = at;
            const second = {
              at: (at - began) / 1_000,
              loss: loss * 100,
              allowed: now.allowed / 1_000,
              sent: ((now.bytes - before.bytes) * 8) / 1_000 / span,
              height: now.height,
              frames: (now.frames - before.frames) / span,
            };
            before = now;
            seconds.push(second);
            return isSo(second);
          },
          { timeout, intervals: [1_000] },
        )
        .toBe(true);
    if (shots) await until(({ at }) => at > 15, 20_000);
    loss = 0.15;
    detour.setWeather({ loss, width: 2_000_000 });
    await until(({ allowed }) => allowed <= 600, 40_000);
    const worst = (await look()).allowed;
    if (shots) await until(({ at }) => at > 45, 40_000);
    const low = Math.min(worst, (await look()).allowed);
    loss = 0;
    detour.setWeather(fair);
    await until(({ allowed }) => allowed * 1_000 > low, 60_000);
    await expectGrowth('frames');
    if (!shots) return;
    await until(({ allowed }) => allowed === 2_500, 150_000);
    await draw(seconds, shots);
  } finally {
    detour.stop();
  }
});

/** In the page: all media goes by the detour, whatever the descriptions say. */
function takeDetours(): void {
  const scope = window as unknown as { detour(line: string): Promise<string | null> };
  const { addIceCandidate, setRemoteDescription } = RTCPeerConnection.prototype as unknown as {
    addIceCandidate(init?: RTCIceCandidateInit | null): Promise<void>;
    setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void>;
  };
  RTCPeerConnection.prototype.addIceCandidate = async function (
    this: RTCPeerConnection,
    init?: RTCIceCandidateInit | null,
  ) {
    if (!init?.candidate) return addIceCandidate.call(this, init);
    const candidate = await scope.detour(init.candidate);
    if (candidate !== null) await addIceCandidate.call(this, { ...init, candidate });
  };
  RTCPeerConnection.prototype.setRemoteDescription = function (
    this: RTCPeerConnection,
    description: RTCSessionDescriptionInit,
  ) {
    const sdp = description.sdp?.replace(/^a=(candidate|end-of-candidates).*\r\n/gm, '') ?? '';
    return setRemoteDescription.call(this, { ...description, sdp });
  };
}

async function draw(seconds: readonly Second[], folder: string): Promise<void> {
  const { drawPlot } = await import('../../scripts/bench/plot.ts');
  const line = (name: string, of: keyof Second, steps = false) => ({
    name,
    steps,
    points: seconds.map(second => [second.at, second[of]] as const),
  });
  const picture = await drawPlot({
    title: 'A call on a way that loses 15 % of its packets for half a minute',
    note: 'Camera of one side, two real connections in Chromium; losses made on a UDP detour, the same each time',
    x: 'seconds since the call connected',
    panels: [
      { title: 'lost, %', lines: [line('loss on the way', 'loss', true)] },
      { title: 'kbit/s', lines: [line('allowed', 'allowed', true), line('sent', 'sent')] },
      { title: 'height, pixels', lines: [line('received', 'height', true)] },
      { title: 'frames/s', lines: [line('received', 'frames')] },
    ],
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'adaptation.png'), picture);
}
