// What a person does in the web client or the desktop app, for every spec that has people in it.
import { randomBytes } from 'node:crypto';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';

export interface WebPerson {
  readonly username: string;
  readonly name: string;
}

/** Everybody's here. */
export const password = 'a long enough password';
const shots = process.env.BARAZA_SHOTS;

/** Somebody who is not registered anywhere yet. */
export function newcomer(name: string): WebPerson {
  const [first = ''] = name.toLowerCase().split(' ');
  return { username: `${first}.${randomBytes(3).toString('hex')}`, name };
}

/** Registers on the page of a server that nobody is signed in to. */
export async function register(page: Page, person: WebPerson): Promise<void> {
  await page.getByTestId('switch-mode').click();
  await page.getByTestId('username').fill(person.username);
  await page.getByTestId('display-name').fill(person.name);
  await page.getByTestId('password').fill(password);
  await page.getByTestId('submit').click();
  await expect(page.getByTestId('new-chat')).toBeVisible({ timeout: 30_000 });
}

/** Signs in with an account that is there. */
export async function signIn(page: Page, person: WebPerson): Promise<void> {
  await page.getByTestId('username').fill(person.username);
  await page.getByTestId('password').fill(password);
  await page.getByTestId('submit').click();
  await expect(page.getByTestId('new-chat')).toBeVisible({ timeout: 30_000 });
}

/** Finds a person by username, by keyboard, and opens the chat with them. */
export async function openChat(page: Page, person: WebPerson): Promise<void> {
  await page.getByTestId('new-chat').click();
  await page.keyboard.type(person.username);
  await expect(page.getByTestId('person-row')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: person.name })).toBeVisible();
}

/** One writes to the other; both have the chat open afterwards. */
export async function meet(from: Page, to: Page, person: WebPerson): Promise<void> {
  await openChat(from, person);
  await say(from, 'Karibu');
  await to.getByTestId('chat-row').click();
}

/** Writes into the open chat and sends it. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByTestId('composer').fill(text);
  await page.getByTestId('composer').press('Enter');
  await expect(page.getByTestId('composer')).toHaveValue('');
}

export const messages = (page: Page) => page.getByTestId('message');
export const last = (page: Page) => messages(page).last();
export const withText = (page: Page, text: string) => messages(page).filter({ hasText: text });
/** The message that one has just jumped to. */
export const lit = (page: Page) => page.locator('article[class*="lit"]');

/** Opens something of a message's toolbar. */
export async function tool(message: Locator, name: 'react' | 'reply' | 'more'): Promise<void> {
  // Where the list moves meanwhile, the pointer has lost the message and must follow it as a hand would.
  await expect(async () => {
    await message.hover();
    await message.getByTestId(name).click({ timeout: 2_000 });
  }).toPass();
}

/** Does something of a message's menu. */
export async function choose(page: Page, message: Locator, item: string): Promise<void> {
  await tool(message, 'more');
  await page.getByRole('menuitem', { name: item }).click();
}

/** What the page believes about being looked at; two windows can not both have the real focus. */
export async function look(page: Page, looking = true): Promise<void> {
  await page.evaluate(now => {
    Object.defineProperty(document, 'hasFocus', { value: () => now, configurable: true });
    window.dispatchEvent(new Event(now ? 'focus' : 'blur'));
  }, looking);
}

/** Nothing on the page is against the accessibility rules. */
export async function accessible(page: Page): Promise<void> {
  // What is still fading in has not its colours yet.
  await page.evaluate(async () => {
    const passing = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(passing.map(({ finished }) => finished));
  });
  // A divider between two landmarks is in neither of them.
  const { violations } = await new AxeBuilder({ page }).exclude('[role="separator"]').analyze();
  expect.soft(violations.map(({ id, nodes }) => [id, nodes.map(node => node.html)])).toEqual([]);
}

/** Looked at by people; only where a folder for them is named. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!shots) return;
  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 1280],
    ['light', 600],
    ['dark', 600],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 800 });
    await page.waitForTimeout(250);
    await page.screenshot({ path: `${shots}/${name}-${colorScheme}-${width}.png` });
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: null });
}
