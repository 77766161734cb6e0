// Calls through a real relay: hidden addresses, and what the self-test says of it.
import { createHmac } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { startTurn, type TestTurn } from '../harness/turn.ts';
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
  unserve,
} from './calls-page/driver.ts';

let turn: TestTurn;

test.beforeAll(async () => {
  turn = await startTurn();
  await serve();
});
test.afterAll(async () => {
  await unserve();
  await turn.stop();
});
test.afterEach(close);

/** The address of the page with credentials as the server hands them out. */
function query(more = ''): string {
  const username = `${Math.floor(Date.now() / 1_000) + 600}:anna`;
  const credential = createHmac('sha1', turn.secret).update(username).digest('base64');
  const address = `127.0.0.1:${turn.port}`;
  const urls = [`stun:${address}`, `turn:${address}?transport=udp`, `turn:${address}?transport=tcp`];
  return `?ice=${encodeURIComponent(JSON.stringify({ urls, username, credential }))}${more}`;
}

test('one who hides the address is heard through the relay, and the other side learns no other candidate', async () => {
  await open(query());
  await browser.page.evaluate(() => {
    (window as unknown as CallsPage).anna.calls.preferences.setState({ relayOnly: true });
  });
  await place('anna', 'ben', 'voice');
  await half('ben').getByTestId('call-answer').click();
  await connected();
  await expectGrowth('sound');
  const types = await browser.page.evaluate(() => {
    const { exchange, anna } = window as unknown as CallsPage;
    return exchange.sent
      .filter(({ from, type }) => from === anna.id && type === 'ice_candidate')
      .map(({ data }) => (data as { candidate: { candidate: string } | null }).candidate?.candidate)
      .map(text => / typ (\w+)/.exec(text ?? '')?.[1]);
  });
  expect(types.length).toBeGreaterThan(0);
  expect(new Set(types)).toEqual(new Set(['relay']));
  await browser.page.evaluate(() => (window as unknown as CallsPage).anna.calls.actions.toggleDetails());
  await expect(half('anna').getByTestId('call-details')).toContainText('Through the server’s relay');
});

test('the self-test sends bytes through the relay and back, over UDP and TCP', async () => {
  await open(query('&settings&only=anna'));
  const settings = half('anna').getByTestId('audio-video');
  await settings.getByTestId('run-self-test').click();
  const result = (name: string) => settings.locator(`[data-test=${name}]`);
  for (const name of ['udp', 'tcp', 'media']) {
    await expect(result(name)).toHaveAttribute('data-result', 'ok', { timeout: 40_000 });
  }
  await expect(result('tls')).toHaveAttribute('data-result', 'absent');
});
