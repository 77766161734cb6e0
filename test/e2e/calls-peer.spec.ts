// Two people on one page with real cameras (fake ones), real connections and the real screens of calls.
import { expect, test } from '@playwright/test';
import type { CallId } from '../../common/ids.ts';
import {
  browser,
  type CallsPage,
  close,
  connected,
  expectGrowth,
  half,
  livingTracks,
  open,
  place,
  received,
  serve,
  stage,
  unserve,
} from './calls-page/driver.ts';

test.beforeAll(serve);
test.afterAll(unserve);
test.afterEach(close);

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

test('[field 5] the connection is negotiated again from both sides at once, and ICE restarts, without a gap', async () => {
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

test('a microphone that is forbidden rings nobody, without any one listens, and without a camera one talks', async () => {
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

  // A machine without a microphone: one hears the other, and is told so.
  await browser.page.evaluate(() => {
    let nth = 0;
    const withSound = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async constraints => {
      nth += 1;
      if (nth === 1) throw new DOMException('No microphone', 'NotFoundError');
      return withSound(constraints);
    };
  });
  await place('anna', 'ben', 'voice');
  await half('ben').getByTestId('call-answer').click();
  await connected();
  await expect(half('anna').getByTestId('call-notice')).toContainText('you can only listen');
  await expect(half('ben').locator('[data-says=muted]')).toBeVisible();
  await expect(half('anna').getByTestId('call-mute')).toHaveAttribute('aria-disabled', 'true');
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
