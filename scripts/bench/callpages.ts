// Two browsers with the web client, which call each other again and again; and the same media over a bare pair.
import type { CDPSession, Page } from '@playwright/test';
import { type Browser, launchBrowser } from '../../test/harness/chromium.ts';
import { meet, register } from '../../test/harness/webclient.ts';
import { callBare } from './barepair.ts';
import { type Booked, keepBooks, readBooks, type SetUp, setUpOf } from './callbooks.ts';

export interface Held {
  readonly connections: number;
  readonly heapBytes: number;
  readonly nodes: number;
  readonly listeners: number;
}

export interface Pair {
  /** One call, answered at once and hung up; rejects when it does not connect or end. */
  call(): Promise<SetUp>;
  bare(): Promise<SetUp>;
  /** Leaves a call that went wrong. */
  recover(): Promise<void>;
  /** What both pages hold after the garbage is collected. */
  held(): Promise<Held>;
  stop(): Promise<void>;
}

const patience = 30_000;

/** Opens two browsers and lets their people meet. */
export async function openPair(url: string): Promise<Pair> {
  const browsers: Browser[] = [];
  const stop = async () => {
    for (const browser of browsers) await browser.stop();
  };
  try {
    for (let each = 0; each < 2; each++) browsers.push(await launchBrowser('about:blank'));
    const [caller, callee] = browsers.map(({ page }) => page) as [Page, Page];
    const names = ['Amina Njoroge', 'Juma Kariuki'] as const;
    const sessions: CDPSession[] = [];
    for (const [index, { context, page }] of browsers.entries()) {
      await page.addInitScript(keepBooks);
      await page.goto(url);
      await register(page, { username: `bench.calls${index}`, name: names[index] ?? '' });
      const session = await context.newCDPSession(page);
      await session.send('Performance.enable');
      sessions.push(session);
    }
    await meet(caller, callee, { username: 'bench.calls1', name: names[1] });
    return {
      call: () => callOnce(caller, callee),
      bare: () => callBare(callee),
      recover: () => recover(caller, callee),
      held: async () =>
        sum(await Promise.all(sessions.map((session, index) => heldBy(session, browsers[index]?.page)))),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function callOnce(caller: Page, callee: Page): Promise<SetUp> {
  for (const page of [caller, callee]) {
    await page.evaluate(() => {
      const cleared = {
        offered: null,
        rang: null,
        clicked: null,
        described: null,
        heard: null,
        connected: null,
        constraints: [],
      };
      Object.assign((globalThis as Booked).books, cleared);
    });
  }
  await caller.locator('[data-action="call-video"]').click({ timeout: patience });
  await callee.getByTestId('call-answer-video').click({ timeout: patience });
  for (const page of [caller, callee]) {
    await page.locator('[data-testid="call-active"][data-state="connected"]').waitFor({ timeout: patience });
  }
  const [there, here] = await Promise.all([caller, callee].map(readBooks));
  await caller.getByTestId('call-end').click({ timeout: patience });
  for (const page of [caller, callee]) {
    await page.getByTestId('call-active').waitFor({ state: 'detached', timeout: patience });
    // What is said of the call lies over the buttons of the next one for a while.
    const ended = page.getByTestId('call-ended');
    await ended.getByRole('button', { name: 'Dismiss' }).click({ timeout: patience });
    await ended.waitFor({ state: 'detached', timeout: patience });
  }
  const connected = Math.max(there?.connected ?? Number.NaN, here?.connected ?? Number.NaN);
  const { offered, heard } = there ?? {};
  // The answer waits for no device: answering begins with the click.
  return setUpOf({ ...here, answered: here?.clicked, offered, heard, connected });
}

async function recover(...pages: Page[]): Promise<void> {
  for (const page of pages) {
    for (const name of ['call-end', 'call-decline']) {
      const button = page.getByTestId(name);
      if (await button.isVisible()) await button.click({ timeout: patience });
    }
  }
}

async function heldBy(session: CDPSession, page: Page | undefined): Promise<Held> {
  // Twice: what the first collection lets go of is finalised by the second.
  for (let each = 0; each < 2; each++) await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
  const books = page ? await readBooks(page) : null;
  return {
    connections: books ? books.made - books.closed : Number.NaN,
    heapBytes: metric('JSHeapUsedSize'),
    nodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
  };
}

const sum = (of: readonly Held[]): Held => ({
  connections: of.reduce((total, { connections }) => total + connections, 0),
  heapBytes: of.reduce((total, { heapBytes }) => total + heapBytes, 0),
  nodes: of.reduce((total, { nodes }) => total + nodes, 0),
  listeners: of.reduce((total, { listeners }) => total + listeners, 0),
});
