// What a person does in a call and around it: hold, push to talk, figures, rating, devices, the self-test.
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

async function talk(type: 'voice' | 'video', query = ''): Promise<void> {
  await open(query);
  await place('anna', 'ben', type);
  await half('ben')
    .getByTestId(type === 'video' ? 'call-answer-video' : 'call-answer')
    .click();
  await connected();
}

async function more(item: string): Promise<void> {
  await half('anna').getByTestId('call-more').click();
  await browser.page
    .getByRole('menuitem', { name: item })
    .or(browser.page.getByRole('menuitemcheckbox', { name: item }))
    .click();
}

test('[CALL9] hold stops both directions, is said on both sides, and ends at once', async () => {
  await talk('video');
  await expectGrowth('frames');
  await more('Hold');
  await expect(half('anna').locator('[data-says=hold]')).toBeVisible();
  await expect(half('ben').locator('[data-says=held-by]')).toContainText('put you on hold');
  for (const name of ['anna', 'ben'] as const) {
    await expect(half(name).getByTestId('call-remote-video')).toBeHidden();
  }
  await more('Take up again');
  await expect(half('ben').getByTestId('call-remote-video')).toBeVisible();
  await expect(half('anna').locator('[data-says=hold]')).toBeHidden();
});

test('the figures of a call are shown in words and go away again', async () => {
  await talk('video');
  await more('Connection details');
  const details = half('anna').getByTestId('call-details');
  await expect(details).toContainText('Within one network, UDP');
  await expect(details).toContainText(/Camera ↑.*fps/);
  await expect(details.getByTestId('copy-details')).toBeEnabled();
  await details.getByRole('button', { name: 'Close' }).click();
  await expect(details).toBeHidden();
});

test('[field 7] after a call there is one sentence about it, and a rating that reaches the server', async () => {
  await talk('voice');
  await browser.page.waitForTimeout(7_000);
  await half('ben').getByTestId('call-end').click();
  const card = half('anna').getByTestId('call-ended');
  await expect(card.getByTestId('call-verdict')).toContainText('good throughout');
  await card.getByRole('button', { name: '4 stars' }).click();
  await expect(card).toContainText('Thank you');
  await card.getByRole('textbox').fill('The sound was gone for a while');
  await card.getByRole('textbox').press('Enter');
  const ratings = () =>
    browser.page.evaluate(() =>
      (window as unknown as CallsPage).exchange.sent
        .map(({ type, data }) => ({ type, ...(data as { rating?: number; note?: string }) }))
        .filter(({ type, rating, note }) => type === 'call_quality' && (rating ?? note) !== undefined)
        .map(({ rating, note }) => rating ?? note),
    );
  await expect.poll(ratings).toEqual([4, 'The sound was gone for a while']);
  await expect(card).toBeHidden();
});

test('[CALL10] a reaction floats over both stages and goes, by the keyboard as well', async () => {
  await talk('voice');
  await half('anna').getByTestId('call-react').press('Enter');
  const choices = browser.page.getByRole('toolbar', { name: 'React' });
  await expect(choices.getByRole('button', { name: 'Thumbs up' })).toBeFocused();
  await browser.page.keyboard.press('Enter');
  for (const name of ['anna', 'ben'] as const) {
    await expect(half(name).getByTestId('call-reactions')).toContainText('👍');
  }
  await expect(half('ben').getByText('Anna Wanjiru: Thumbs up')).toBeAttached();
  await choices.getByRole('button', { name: 'Applause' }).click();
  await expect(half('ben').getByTestId('call-reactions')).toContainText('👏');
  await browser.page.keyboard.press('Escape');
  await expect(choices).toBeHidden();
  for (const name of ['anna', 'ben'] as const) {
    await expect(half(name).getByTestId('call-reactions')).toBeEmpty();
  }
});

test('[field 13] the call stands in a window above all others, a voice call too, and goes with the call', async () => {
  await talk('voice');
  const outside = () =>
    browser.page.evaluate(() => {
      const video = document.pictureInPictureElement as HTMLVideoElement | null;
      return video && { width: video.videoWidth, frames: video.getVideoPlaybackQuality().totalVideoFrames };
    });
  await more('Picture in picture');
  await expect.poll(async () => (await outside())?.width).toBe(480);
  const { frames } = (await outside()) ?? { frames: Number.NaN };
  await expect.poll(async () => (await outside())?.frames).toBeGreaterThan(frames);
  await half('ben').getByTestId('call-camera').click();
  await expect(half('anna').getByTestId('call-remote-video')).toBeVisible();
  await expect.poll(async () => (await outside())?.width).not.toBe(480);
  expect(await outside()).not.toBeNull();
  await half('ben').getByTestId('call-end').click();
  await expect.poll(outside).toBeNull();
});

test('[field 10] it rings on the chosen output at its own volume, and the voice stays where it is heard', async () => {
  await open('?sounds', () => {
    const sinks: string[] = [];
    const gains: number[] = [];
    Object.assign(window, { sinks, gains });
    const real = HTMLMediaElement.prototype.setSinkId;
    HTMLMediaElement.prototype.setSinkId = function (this: HTMLMediaElement, sink) {
      sinks.push(`${this.isConnected ? 'voice' : 'ring'} ${sink}`);
      return real.call(this, sink);
    };
    window.GainNode = class extends GainNode {
      constructor(context: BaseAudioContext, options?: GainOptions) {
        super(context, options);
        gains.push(options?.gain ?? 1);
      }
    };
  });
  const outputs = () =>
    browser.page.evaluate(async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      for (const track of stream.getTracks()) track.stop();
      const { calls } = (window as unknown as CallsPage).ben;
      calls.refreshDevices();
      return calls.list
        .getState()
        .filter(({ kind, deviceId }) => kind === 'audiooutput' && deviceId !== 'default')
        .map(({ deviceId: id, label }) => ({ id, label }));
    });
  await expect.poll(async () => (await outputs()).length).toBeGreaterThan(1);
  const [ringer, speaker] = await outputs();
  await browser.page.evaluate(
    ([first, second]) => {
      const { calls } = (window as unknown as CallsPage).ben;
      calls.preferences.setState({ ringer: first ?? null, speaker: second ?? null, ringVolume: 30 });
    },
    [ringer, speaker] as const,
  );
  await place('anna', 'ben', 'voice');
  const heard = () =>
    browser.page.evaluate(() => {
      const { sinks, gains } = window as unknown as { sinks: string[]; gains: number[] };
      return { sinks, gains };
    });
  await expect.poll(async () => (await heard()).sinks).toContain(`ring ${ringer?.id}`);
  expect((await heard()).gains.some(gain => Math.abs(gain - 0.24) < 1e-6)).toBe(true);
  await half('ben').getByTestId('call-answer').click();
  await connected();
  const { sinks } = await heard();
  expect(sinks).toContain(`voice ${speaker?.id}`);
  expect(sinks).not.toContain(`voice ${ringer?.id}`);
});

test('with push to talk one is muted unless the space bar is held', async () => {
  await open();
  await browser.page.evaluate(() => {
    (window as unknown as CallsPage).ben.calls.preferences.setState({ pushToTalk: true });
  });
  await place('anna', 'ben', 'voice');
  await half('ben').getByTestId('call-answer').click();
  await connected();
  const muted = half('anna').locator('[data-says=muted]');
  await expect(muted).toBeVisible();
  await browser.page.keyboard.down('Space');
  await expect(muted).toBeHidden();
  await browser.page.keyboard.up('Space');
  await expect(muted).toBeVisible();
});

test('another microphone is taken while the call goes on, and the choice is kept', async () => {
  await talk('voice');
  const inUse = () =>
    browser.page.evaluate(
      () => (window as unknown as CallsPage).anna.calls.store.getState().local.audio?.label ?? '',
    );
  const before = await inUse();
  await half('anna').getByTestId('call-devices').click();
  await browser.page.getByRole('menuitem', { name: 'Microphone' }).hover();
  const others = browser.page.getByRole('menuitemcheckbox', { name: /Fake Audio/ });
  await expect(others.first()).toBeVisible();
  const names = await others.allInnerTexts();
  const other = names.find(name => name.trim() !== before && !/Default/.test(name));
  expect(other).toBeDefined();
  await browser.page.getByRole('menuitemcheckbox', { name: other?.trim() ?? '', exact: true }).click();
  await expect.poll(inUse).toBe(other?.trim());
  await expectGrowth('sound');
  const kept = await browser.page.evaluate(() => localStorage.getItem('baraza.calls'));
  expect(kept).toContain(other?.trim());
});

test('[field 11] a headset that is pulled out is replaced at once, and taken again when it is back', async () => {
  await open('', () => {
    const { mediaDevices } = navigator;
    const list = mediaDevices.enumerateDevices.bind(mediaDevices);
    const take = mediaDevices.getUserMedia.bind(mediaDevices);
    const isGone = (id: unknown) => (window as unknown as { gone?: string }).gone === id;
    mediaDevices.enumerateDevices = async () => (await list()).filter(({ deviceId }) => !isGone(deviceId));
    mediaDevices.getUserMedia = async constraints => {
      const audio = constraints?.audio;
      const wanted = typeof audio === 'object' && (audio.deviceId as { exact?: string } | undefined)?.exact;
      if (wanted && isGone(wanted)) throw new OverconstrainedError('deviceId');
      return take(constraints);
    };
  });
  await place('anna', 'ben', 'voice');
  await half('ben').getByTestId('call-answer').click();
  await connected();
  const inUse = () =>
    browser.page.evaluate(
      () => (window as unknown as CallsPage).anna.calls.store.getState().local.audio?.label ?? '',
    );
  await browser.page.evaluate(() => {
    const { calls } = (window as unknown as CallsPage).anna;
    const headset = calls.list.getState().find(({ label }) => label === 'Fake Audio Input 2');
    if (headset) calls.preferences.setState({ microphone: { id: headset.deviceId, label: headset.label } });
  });
  await expect.poll(inUse).toBe('Fake Audio Input 2');
  await browser.page.evaluate(() => {
    const { calls } = (window as unknown as CallsPage).anna;
    Object.assign(window, { gone: calls.preferences.getState().microphone?.id });
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    calls.store.getState().local.audio?.dispatchEvent(new Event('ended'));
  });
  await expect.poll(inUse).not.toBe('Fake Audio Input 2');
  await expectGrowth('sound');
  await browser.page.evaluate(() => {
    Object.assign(window, { gone: undefined });
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  });
  await expect.poll(inUse).toBe('Fake Audio Input 2');
});

test('[field 12] the settings try devices and keep what is chosen, and the self-test says what does not work', async () => {
  await open('?settings&only=anna');
  const settings = half('anna').getByTestId('audio-video');
  await settings.getByTestId('test-microphone').click();
  await settings.getByTestId('record-sample').click();
  await expect(settings).toContainText('This is how you sound');
  await settings.getByRole('button', { name: 'Show camera' }).click();
  await expect(settings.locator('video')).toBeVisible();
  await settings.getByRole('switch', { name: 'Hide my address' }).click();
  await settings.getByTestId('run-self-test').click();
  const result = (name: string) => settings.locator(`[data-test=${name}]`);
  await expect(result('microphone')).toHaveAttribute('data-result', 'ok');
  await expect(result('server')).toHaveAttribute('data-result', 'ok');
  // The page's server has no relay.
  await expect(result('media')).toHaveAttribute('data-result', 'absent');
});

test('[field 6] credentials that live ten seconds are renewed while the call lasts, and for each restart', async () => {
  await talk('voice', '?ttl=10');
  const asked = () => browser.page.evaluate(() => (window as unknown as { iceAsked: number }).iceAsked);
  const before = await asked();
  await expect.poll(asked, { timeout: 20_000 }).toBeGreaterThanOrEqual(before + 2);
  const after = await asked();
  await browser.page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect.poll(asked).toBeGreaterThanOrEqual(after + 2);
  await expect(stage('anna')).toHaveAttribute('data-state', 'connected');
  await expectGrowth('sound');
});

test('a call that rings while the window is hidden gets a window of its own, gone when it shows', async () => {
  await open();
  const outside = () => browser.page.evaluate(() => (window as unknown as { outside: string[] }).outside);
  const show = (visible: boolean) =>
    browser.page.evaluate(value => {
      (window as unknown as CallsPage).attention.ben({ visible: value, focused: value });
    }, visible);
  await show(false);
  await place('anna', 'ben', 'voice');
  await expect.poll(outside).toEqual(['Anna Wanjiru']);
  await show(true);
  await expect.poll(outside).toEqual([]);
});
