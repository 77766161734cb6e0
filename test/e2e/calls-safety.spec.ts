// The emoji that two people compare: alike in an honest call, different when someone sits in between.
import { expect, test } from '@playwright/test';
import {
  browser,
  close,
  connected,
  half,
  type Name,
  open,
  place,
  serve,
  stage,
  unserve,
} from './calls-page/driver.ts';
import type { Tampering } from './calls-page/exchange.ts';

test.beforeAll(serve);
test.afterAll(unserve);
test.afterEach(close);

const codeOf = async (name: Name) => {
  const chip = half(name).getByTestId('call-safety');
  await expect(chip).toBeVisible();
  return chip.getAttribute('aria-label');
};

test('both see the same four emoji, and one line says what to compare', async () => {
  await open();
  await place('anna', 'ben', 'voice');
  await half('ben').getByTestId('call-answer').click();
  await connected();
  const code = await codeOf('anna');
  expect(await codeOf('ben')).toBe(code);
  await half('anna').getByTestId('call-safety').click();
  await expect(browser.page.getByText('Compare it with Ben Otieno')).toBeVisible();
});

// What is negotiated later too: a relay that let that pass would be out of the call again.
test('a relay that puts its own certificate into all it carries changes the emoji, and media never flows', async () => {
  await open('', () => {
    (window as Tampering).tamper = description => {
      const text = JSON.stringify(description);
      const theirs = Array.from({ length: 32 }, () => 'AB').join(':');
      return JSON.parse(text.replace(/(?<=sha-256 )[0-9A-F:]{95}/g, theirs));
    };
  });
  await place('anna', 'ben', 'voice');
  await half('ben').getByTestId('call-answer').click();
  expect(await codeOf('ben')).not.toBe(await codeOf('anna'));
  await browser.page.waitForTimeout(3_000);
  for (const name of ['anna', 'ben'] as const) {
    await expect(stage(name)).not.toHaveAttribute('data-state', 'connected');
  }
});
