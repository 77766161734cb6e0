// A chat with 100,000 messages: it opens at what is new, scrolls without jumps or blank areas, and goes to any date.
import { expect, type Page, test } from '@playwright/test';
import type { ChatId, UserId } from '../../common/ids.ts';
import { serverSecrets } from '../../scripts/run/server.ts';
import { type Browser, launchBrowser } from '../harness/chromium.ts';
import { newPerson, type TestClient } from '../harness/client.ts';
import { testDatabase } from '../harness/mongo.ts';
import { seedMessages } from '../harness/seed.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import {
  accessible,
  lit,
  messages,
  newcomer,
  picture,
  register,
  signIn,
  tool,
  type WebPerson,
  withText,
} from '../harness/webclient.ts';

const total = 100_000;
const unread = 40;
const start = new Date(2025, 0, 1, 8).getTime();
const perDay = 250;

let drop: () => Promise<void>;
let server: TestServer;
let browser: Browser;
let page: Page;
let writer: TestClient;
let reader: WebPerson;
let chatId: ChatId;

/** Of many heights: up to five lines, and each seventh one long enough to be broken. */
const textOf = (seq: number) =>
  [`number ${seq}`, ...Array.from({ length: seq % 5 }, (_, line) => `line ${line}`)].join('\n') +
  (seq % 7 === 0 ? ` ${'veranda '.repeat(40)}` : '');
const dayOf = (seq: number) => Math.floor((seq - 1) / perDay);
const timeOf = (seq: number) => new Date(start + dayOf(seq) * 86_400_000 + (seq % perDay) * 60_000);

// Each test begins with the chat as it opens.
test.beforeAll(async () => {
  const database = await testDatabase();
  drop = database.drop;
  const env = { ...serverSecrets(), MONGODB_URI: database.uri };
  server = await startServer({ env });
  browser = await launchBrowser(server.url);
  page = browser.page;
  reader = newcomer('Juma Otieno');
  await register(page, reader);
  writer = await newPerson(server.url, 'Asha Mwangi');
  const { body } = await writer.rest<{ users: { id: UserId }[] }>('GET', `/users?query=${reader.username}`);
  const readerId = body.users[0]?.id as UserId;
  const made = await writer.rest<{ chat: { id: ChatId } }>('POST', '/chats', {
    kind: 'direct',
    userId: readerId,
  });
  chatId = made.body.chat.id;
  await expect(page.getByTestId('chat-row')).toHaveCount(1);
  const senders = [writer.id, readerId];
  await seedMessages({ env, chatId, senders, count: total, textOf, timeOf, read: total - unread });
});

test.afterAll(async () => {
  await browser?.stop();
  await server?.stop();
  await drop?.();
});

test.beforeEach(async () => {
  await page.evaluate(() => localStorage.removeItem('baraza.lastChat'));
  await page.reload();
  await page.getByTestId('chat-row').click();
  await expect(messages(page).first()).toBeVisible();
});

/** Uncovered stretches of the visible history, in pixels; and where each message stands that one sees a part of. */
const survey = () =>
  page.getByRole('log').evaluate(list => {
    const box = list.getBoundingClientRect();
    const rows = [
      ...list.querySelectorAll('article, [data-testid="day-pill"], [data-testid="unread-divider"]'),
    ]
      .map(row => row.getBoundingClientRect())
      .filter(({ bottom, top }) => bottom > box.top && top < box.bottom)
      .sort((a, b) => a.top - b.top);
    let reached = box.top;
    let gap = 0;
    for (const { top, bottom } of rows) {
      gap = Math.max(gap, top - reached);
      reached = Math.max(reached, bottom);
    }
    const places = [...list.querySelectorAll<HTMLElement>('article')]
      .map(row => [Number(row.dataset.seq), row.getBoundingClientRect()] as const)
      .filter(([, { bottom, top }]) => bottom > box.top && top < box.bottom)
      .map(([seq, { top }]) => [seq, top] as const);
    return { gap: Math.max(gap, box.bottom - reached), places, offset: list.scrollTop };
  });

async function toEnd(): Promise<void> {
  await page.getByRole('log').evaluate(list => {
    list.scrollTop = list.scrollHeight;
  });
  await expect(withText(page, `number ${total}`)).toBeVisible();
}

/** Turns the wheel and waits until the history stands. */
async function wheel(by: number) {
  await page.mouse.wheel(0, by);
  await page.getByRole('log').evaluate(async list => {
    const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
    let offset = Number.NaN;
    for (let same = 0; same < 3; ) {
      await frame();
      same = list.scrollTop === offset ? same + 1 : 0;
      offset = list.scrollTop;
    }
  });
  return survey();
}

test('it opens at the first message that was not read', async () => {
  const divider = page.getByTestId('unread-divider');
  await expect(divider).toBeInViewport();
  const { places } = await survey();
  const box = await divider.boundingBox();
  const below = places.filter(([, top]) => top > (box?.y ?? 0)).map(([seq]) => seq);
  // The senders take turns, and own messages are not unread.
  expect(Math.min(...below)).toBe(total - unread + 2);
  await picture(page, 'unread');
});

test('pages join above and below without a blank area, and what one reads stays where it is', async () => {
  const log = page.getByRole('log');
  await toEnd();
  await log.hover();
  let before = await survey();
  const seen = new Set<number>(before.places.map(([seq]) => seq));
  for (let step = 0; step < 60; step += 1) {
    const now = await wheel(-500);
    for (const [seq] of now.places) seen.add(seq);
    // Between two messages lie a few pixels, around a day's name a few more.
    expect(now.gap).toBeLessThan(80);
    const held = new Map(before.places);
    const moves = now.places.flatMap(([seq, top]) => (held.has(seq) ? [top - (held.get(seq) ?? 0)] : []));
    // What one sees moves by no more than the wheel turned, whatever joined above meanwhile.
    for (const moved of moves) {
      expect(moved).toBeGreaterThan(-2);
      expect(moved).toBeLessThan(502);
    }
    before = now;
  }
  const seqs = [...seen].sort((a, b) => a - b);
  expect(seqs.at(-1)).toBe(total);
  expect(seqs.length).toBe(total - (seqs[0] ?? 0) + 1);
  expect(seqs.length).toBeGreaterThan(100);
  await picture(page, 'long');
});

test('one goes to a date by keyboard, reads on from there in both directions, and comes back', async () => {
  await page.getByTestId('composer').press('Control+g');
  await expect(page.getByTestId('day')).toBeFocused();
  await accessible(page);
  await picture(page, 'go-to-date');
  await page.getByTestId('day').fill('2025-03-01');
  await page.keyboard.press('Enter');
  // Day 59 begins with this one.
  const seq = 59 * perDay + 1;
  await expect(lit(page)).toContainText(`number ${seq}`);
  await picture(page, 'at-date');
  await page.getByRole('log').hover();
  for (const turn of [-400, 400]) {
    await expect(async () => {
      const { places, gap } = await wheel(turn);
      expect(gap).toBeLessThan(80);
      const reached = places.map(([one]) => one);
      expect(turn < 0 ? Math.min(...reached) < seq - 60 : Math.max(...reached) > seq + 60).toBe(true);
    }).toPass({ intervals: [50], timeout: 60_000 });
  }
  await page.getByTestId('jump').click();
  await expect(withText(page, `number ${total}`)).toBeVisible();
});

test('the name of the day above the history and the menu of the chat lead to a date too', async () => {
  await toEnd();
  await page.getByRole('log').hover();
  await wheel(-700);
  await page.getByTestId('day-pill').first().click();
  await page.getByRole('button', { name: 'The beginning' }).click();
  await expect(page.getByText('This is where your conversation')).toBeVisible();
  await expect(lit(page)).toContainText('number 1');
  await page.getByTestId('chat-menu').click();
  await picture(page, 'chat-menu');
  await page.getByRole('menuitem', { name: 'Go to date' }).click();
  await page.getByTestId('day').fill('2025-01-02');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(lit(page)).toContainText(`number ${perDay + 1}`);
});

test('a pinned message and a quoted one are shown wherever one reads', async () => {
  const [oldest] = await writer.messages(chatId, '?around=70&limit=1');
  await writer.rest('PUT', `/chats/${chatId}/pins/${oldest?.id}`);
  await expect(page.getByTestId('pins')).toContainText('number 70');
  await picture(page, 'pinned');
  await page.getByTestId('pins').getByRole('button').first().click();
  await expect(lit(page)).toContainText('number 70');
  const other = await launchBrowser(server.url);
  try {
    await signIn(other.page, reader);
    await other.page.getByTestId('chat-row').click();
    await tool(page.locator('article[data-seq="70"]'), 'reply');
    await page.keyboard.type('I remember this');
    await expect(page.getByTestId('composer')).toHaveValue('I remember this');
    // There it was never loaded.
    await expect(other.page.getByTestId('reply-bar')).toContainText('number 70');
    await page.getByTestId('composer').press('Escape');
    await page.getByTestId('composer').fill('');
  } finally {
    await other.stop();
  }
});
