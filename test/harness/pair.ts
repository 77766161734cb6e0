// Two people in two browsers on a server of their own, with their chat open.
import type { Page } from '@playwright/test';
import { type Browser, launchBrowser } from './chromium.ts';
import { startServer, type TestServer } from './server.ts';
import { meet, newcomer, register, type WebPerson } from './webclient.ts';

export interface Pair {
  readonly server: TestServer;
  readonly asha: Page;
  readonly juma: Page;
  readonly people: { readonly asha: WebPerson; readonly juma: WebPerson };
  stop(): Promise<void>;
}

/** Asha has written "Karibu" to Juma. */
export async function startPair(): Promise<Pair> {
  const server = await startServer();
  const browsers: Browser[] = [];
  const stop = async () => {
    await Promise.all(browsers.map(browser => browser.stop()));
    await server.stop();
  };
  try {
    browsers.push(...(await Promise.all([launchBrowser(server.url), launchBrowser(server.url)])));
    const [asha, juma] = browsers.map(({ page }) => page) as [Page, Page];
    const people = { asha: newcomer('Asha Mwangi'), juma: newcomer('Juma Otieno') };
    await register(asha, people.asha);
    await register(juma, people.juma);
    await meet(asha, juma, people.juma);
    return { server, asha, juma, people, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
