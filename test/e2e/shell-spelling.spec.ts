// Spelling for real: all traffic of the desktop runs through a proxy here, so a fetched dictionary is seen.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';
import { test, type WithBridge } from '../desktop/shell.ts';

test.describe.configure({ timeout: 90_000 });

test('[field 25] no dictionary is asked for before a language is chosen, and each chat keeps its languages', async ({
  openShell,
}) => {
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(502).end();
  });
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const { page, app } = await openShell({ args: [`--proxy-server=${address}`] });
  const languages = () =>
    app.evaluate(({ session }) => ({
      on: session.defaultSession.isSpellCheckerEnabled(),
      list: session.defaultSession.getSpellCheckerLanguages(),
    }));
  expect(await languages()).toEqual({ on: false, list: [] });
  await page.setContent('<textarea autofocus></textarea>');
  await page.locator('textarea').pressSequentially('a mispeled word ');
  // What was asked before this request is known once it has come through the same proxy.
  await app.evaluate(
    ({ net }) =>
      new Promise<void>(resolve => {
        const marker = net.request('http://marker.invalid/');
        marker.on('response', () => resolve());
        marker.on('error', () => resolve());
        marker.end();
      }),
  );
  expect(asked).toEqual(['http://marker.invalid/']);

  await page.evaluate(async () => {
    const { baraza } = window as unknown as WithBridge;
    await baraza.setSettings({ spelling: ['en-GB', 'fr'], spellingChats: { work: ['fr'] } });
  });
  expect(await languages()).toEqual({ on: true, list: ['en-GB', 'fr'] });
  await expect.poll(() => asked.filter(url => url.includes('gvt1.com')).length).toBeGreaterThan(0);
  const see = (chat: string) =>
    page.evaluate(id => (window as unknown as WithBridge).baraza.seeSpelling(id), chat);
  await see('work');
  expect((await languages()).list).toEqual(['fr']);
  await see('family');
  expect((await languages()).list).toEqual(['en-GB', 'fr']);
  expect(await page.evaluate(() => (window as unknown as WithBridge).baraza.spellingLanguages())).toContain(
    'de',
  );
  proxy.closeAllConnections();
  proxy.close();
});
