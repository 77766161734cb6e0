// What is sent follows what the connection carries, on real senders.
import { expect, test } from '@playwright/test';
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
