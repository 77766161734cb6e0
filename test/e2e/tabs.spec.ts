// Several tabs of one browser: one is the app, the others say so and can take over without losing anything.
import { expect, type Page, test } from '@playwright/test';
import { type Pair, startPair } from '../harness/pair.ts';
import { accessible, last, picture, say, withText } from '../harness/webclient.ts';

let pair: Pair;
let asha: Page;
let juma: Page;

test.beforeAll(async () => {
  pair = await startPair();
  ({ asha, juma } = pair);
});
test.afterAll(() => pair?.stop());

async function secondTab(): Promise<Page> {
  const tab = await asha.context().newPage();
  await tab.goto(pair.server.url);
  return tab;
}

test('a second tab leaves the first one alone, takes over when it is asked to, and gives back what was written', async () => {
  const tab = await secondTab();
  await expect(tab.getByTestId('use-here')).toBeVisible();
  await accessible(tab);
  await picture(tab, 'elsewhere');
  await say(asha, 'the first tab goes on');
  await expect(last(juma)).toContainText('the first tab goes on');
  await asha.getByTestId('composer').fill('not sent yet');
  await tab.getByTestId('use-here').click();
  await expect(asha.getByTestId('use-here')).toBeVisible();
  await expect(tab.getByTestId('composer')).toHaveValue('not sent yet');
  await say(tab, 'from the second tab');
  await expect(last(juma)).toContainText('from the second tab');
  await asha.getByTestId('use-here').click();
  await expect(tab.getByTestId('use-here')).toBeVisible();
  await expect(withText(asha, 'from the second tab')).toBeVisible();
  await say(asha, 'and back again');
  await expect(last(juma)).toContainText('and back again');
  await tab.close();
});

test('a tab that waits goes on by itself when the one before it is closed', async () => {
  const tab = await secondTab();
  await expect(tab.getByTestId('use-here')).toBeVisible();
  const third = await secondTab();
  await third.getByTestId('use-here').click();
  await expect(third.getByTestId('composer')).toBeVisible();
  await third.close();
  await expect(tab.getByTestId('composer')).toBeVisible({ timeout: 30_000 });
  await tab.close();
  await asha.getByTestId('use-here').click();
  await expect(asha.getByTestId('composer')).toBeVisible();
});

test('a call in the tab that is left ends for both, and both are told', async () => {
  await asha.locator('[data-action="call-voice"]').click();
  await juma.getByTestId('call-answer').click();
  await expect(asha.getByTestId('call-active')).toHaveAttribute('data-state', 'connected', {
    timeout: 30_000,
  });
  const tab = await secondTab();
  await expect(tab.getByText('A call is going on there')).toBeVisible();
  await picture(tab, 'elsewhere-call');
  await tab.getByTestId('use-here').click();
  await expect(asha.getByText('the call here was ended')).toBeVisible();
  await expect(juma.getByTestId('call-active')).toHaveCount(0);
  await expect(tab.getByTestId('composer')).toBeVisible();
  await expect(tab.getByTestId('call-active')).toHaveCount(0);
  await tab.getByTestId('rail-calls').click();
  await expect(tab.getByTestId('call-history-row').first()).toHaveAttribute('data-outcome', 'completed');
  await tab.close();
});
