// What a person does in the web client to be able to call somebody.
import { expect, type Page } from '@playwright/test';

export interface WebPerson {
  readonly username: string;
  readonly name: string;
}

const password = 'a long enough password';

/** Registers on the page of a server that nobody is signed in to. */
export async function register(page: Page, person: WebPerson): Promise<void> {
  await page.getByTestId('switch-mode').click();
  await page.getByTestId('username').fill(person.username);
  await page.getByTestId('display-name').fill(person.name);
  await page.getByTestId('password').fill(password);
  await page.getByTestId('submit').click();
  await expect(page.getByTestId('new-chat')).toBeVisible({ timeout: 30_000 });
}

/** One writes to the other; both have the chat open afterwards. */
export async function meet(from: Page, to: Page, person: WebPerson): Promise<void> {
  await from.getByTestId('new-chat').click();
  await from.keyboard.type(person.username);
  await expect(from.getByTestId('person-row')).toHaveCount(1);
  await from.keyboard.press('Enter');
  await from.getByTestId('composer').fill('Karibu');
  await from.getByTestId('composer').press('Enter');
  await to.getByTestId('chat-row').click();
}
