// What one does with messages, between two browsers: each thing reaches the other one, by mouse and by keyboard.
import { expect, type Page, test } from '@playwright/test';
import { launchBrowser } from '../harness/chromium.ts';
import { type Pair, startPair } from '../harness/pair.ts';
import {
  accessible,
  choose,
  last,
  lit,
  messages,
  picture,
  say,
  signIn,
  tool,
  withText,
} from '../harness/webclient.ts';

let pair: Pair;
let asha: Page;
let juma: Page;

// Each test brings its own messages: one that fails takes no other one with it.
test.beforeAll(async () => {
  pair = await startPair();
  ({ asha, juma } = pair);
});
test.afterAll(() => pair?.stop());

test('a reply carries its quote, and a click on it goes there', async () => {
  await say(asha, 'Habari Juma');
  await tool(withText(juma, 'Habari Juma'), 'reply');
  // What is typed right away is text, not keys on the message: R, E and I would each do something.
  await juma.keyboard.type('Rien, nzuri sana');
  await expect(juma.getByTestId('reply-bar')).toContainText('Asha');
  await expect(juma.getByTestId('composer')).toHaveValue('Rien, nzuri sana');
  await juma.keyboard.press('Enter');
  await expect(juma.getByTestId('reply-bar')).toHaveCount(0);
  const reply = withText(asha, 'Rien, nzuri sana');
  await expect(reply.getByTestId('quote')).toContainText('Habari Juma');
  await reply.getByTestId('quote').click();
  await expect(lit(asha)).toContainText('Habari Juma');
});

test('the last own message is edited from the empty composer, and its past can be read', async () => {
  await say(asha, 'See you at nine');
  await expect(withText(asha, 'See you at nine')).toHaveAttribute('data-state', /sent|delivered|read/);
  await asha.getByTestId('composer').press('ArrowUp');
  await expect(asha.getByTestId('edit-bar')).toBeVisible();
  await expect(asha.getByTestId('composer')).toHaveValue('See you at nine');
  await asha.getByTestId('composer').press('Escape');
  await expect(asha.getByTestId('composer')).toHaveValue('');
  await asha.getByTestId('composer').press('ArrowUp');
  await asha.getByTestId('composer').fill('See you at ten');
  await asha.getByTestId('composer').press('Enter');
  await expect(withText(juma, 'See you at nine')).toHaveCount(0);
  await withText(juma, 'See you at ten').getByTestId('edited').click();
  await expect(juma.getByTestId('versions')).toContainText('See you at nine');
  await accessible(juma);
  await juma.getByRole('button', { name: 'Close' }).click();
});

test('reactions are counted, toggled, and found in the picker by keyboard alone', async () => {
  await say(asha, 'Chai or kahawa?');
  await tool(withText(juma, 'Chai or kahawa?'), 'react');
  await expect(juma.getByTestId('emoji-picker')).toBeVisible();
  await juma.keyboard.type('thumbs up');
  await expect(juma.getByRole('option', { name: 'thumbs up' }).first()).toBeVisible();
  await accessible(juma);
  await picture(juma, 'picker');
  await juma.keyboard.press('Enter');
  const pill = withText(asha, 'Chai or kahawa?').getByTestId('reaction');
  await expect(pill).toContainText('1');
  await pill.click();
  await expect(withText(juma, 'Chai or kahawa?').getByTestId('reaction')).toContainText('2');
  await expect(pill).toHaveAttribute('aria-pressed', 'true');
  await pill.click();
  await expect(withText(juma, 'Chai or kahawa?').getByTestId('reaction')).toContainText('1');
});

test('messages are walked by the arrows and answer to keys', async () => {
  await say(asha, 'the upper step');
  await say(asha, 'the lower step');
  await expect(withText(asha, 'the lower step')).toHaveAttribute('data-state', /sent|delivered|read/);
  await asha.getByRole('log').focus();
  await asha.keyboard.press('ArrowUp');
  await expect(withText(asha, 'the lower step')).toBeFocused();
  await asha.keyboard.press('ArrowUp');
  await expect(withText(asha, 'the upper step')).toBeFocused();
  await asha.keyboard.type('rice');
  await expect(asha.getByTestId('reply-bar')).toContainText('the upper step');
  await expect(asha.getByTestId('composer')).toHaveValue('ice');
  await asha.getByTestId('composer').fill('');
  await asha.keyboard.press('Escape');
  await expect(asha.getByTestId('reply-bar')).toHaveCount(0);
});

test('what is deleted is gone for everyone, after one was asked', async () => {
  await say(asha, 'a slip of the tongue');
  await expect(withText(juma, 'a slip of the tongue')).toBeVisible();
  await choose(asha, withText(asha, 'a slip of the tongue'), 'Delete');
  await accessible(asha);
  await picture(asha, 'delete');
  await asha.getByRole('button', { name: 'Delete' }).click();
  await expect(withText(juma, 'a slip of the tongue')).toHaveCount(0);
  await expect(last(juma)).toContainText('Message deleted');
});

test('Markdown is drawn, code can be copied, and nothing becomes HTML', async () => {
  await say(
    asha,
    '**bold** _leaning_ ~~gone~~ `code` <i>x</i>\n- one\n- two\n> said\n```ts\nlet a = 1;\n```',
  );
  const drawn = last(juma);
  await expect(drawn.locator('strong')).toHaveText('bold');
  await expect(drawn.locator('li')).toHaveCount(2);
  await expect(drawn.locator('blockquote')).toHaveText('said');
  await expect(drawn.locator('pre')).toContainText('let a = 1;');
  await expect(drawn.locator('i')).toHaveCount(0);
  await expect(drawn).toContainText('<i>x</i>');
});

test('while one writes, marks look as they will, and caret and text stay as they are', async () => {
  const field = asha.getByTestId('composer');
  const hints = asha.getByTestId('hints');
  await field.pressSequentially('so **bold**, _leaning_ and `code`');
  await field.press('Shift+Enter');
  await field.pressSequentially('> said');
  await expect(hints.locator('span', { hasText: /^bold$/ })).toHaveCSS('-webkit-text-stroke-width', '0.5px');
  await expect(hints).toHaveAttribute('aria-hidden', 'true');
  // Each end of the hints stands where the field's own text ends: their lines break alike and are as wide.
  const same = await field.evaluate(area => {
    const layer = area.previousElementSibling as HTMLElement;
    return [area.scrollHeight, layer.scrollHeight, area.clientWidth, layer.clientWidth];
  });
  expect(same.slice(0, 1)).toEqual(same.slice(1, 2));
  expect(same.slice(2, 3)).toEqual(same.slice(3));
  await picture(asha, 'hints');
  await accessible(asha);
  await field.press('Home');
  await field.pressSequentially('X');
  await expect(field).toHaveValue('so **bold**, _leaning_ and `code`\nX> said');
  await field.fill('plain');
  await expect(hints).toHaveCount(0);
  await field.fill('');
});

test('shortcodes and names are completed as one types', async () => {
  const { username } = pair.people.juma;
  await asha.getByTestId('composer').pressSequentially('so good :tada');
  await expect(asha.getByTestId('suggestion').first()).toBeVisible();
  await accessible(asha);
  await asha.keyboard.press('Enter');
  await expect(asha.getByTestId('composer')).toHaveValue('so good 🎉 ');
  await asha.getByTestId('composer').pressSequentially('@ju');
  await expect(asha.getByTestId('suggestion')).toHaveCount(1);
  await asha.keyboard.press('Tab');
  await expect(asha.getByTestId('composer')).toHaveValue(`so good 🎉 @${username} `);
  await asha.keyboard.press('Enter');
  await expect(last(juma).getByTestId('mention')).toHaveText(`@${username}`);
  await picture(asha, 'chat');
  await accessible(asha);
});

test('a message is sent on to another chat, the notes to oneself among them', async () => {
  await say(asha, 'worth keeping');
  await asha.keyboard.press('Control+n');
  await asha.getByTestId('note-to-self').click();
  await expect(asha.getByRole('heading', { name: 'Note to self' })).toBeVisible();
  await picture(asha, 'empty-chat');
  await say(asha, 'buy bread');
  await asha.getByTestId('chat-row').filter({ hasText: 'Juma' }).click();
  await choose(asha, withText(asha, 'worth keeping'), 'Forward');
  await asha.getByTestId('pick-chat').filter({ hasText: 'Note to self' }).click();
  await accessible(asha);
  await picture(asha, 'forward');
  await asha.getByRole('button', { name: 'Forward', exact: true }).click();
  await expect(asha.getByRole('heading', { name: 'Note to self' })).toBeVisible();
  await expect(withText(asha, 'worth keeping')).toContainText('Forwarded from');
  await asha.getByTestId('chat-row').filter({ hasText: 'Juma' }).click();
});

test('a draft follows to another device, and has no ticks in the list', async () => {
  const third = await launchBrowser(pair.server.url);
  try {
    const other = third.page;
    await signIn(other, pair.people.asha);
    await say(asha, 'before the draft');
    await asha.getByTestId('composer').fill('half a thought');
    const row = other.getByTestId('chat-row').filter({ hasText: 'Juma' });
    await expect(row).toContainText('half a thought');
    await expect(row.getByTestId('ticks')).toHaveCount(0);
    await row.click();
    await expect(other.getByTestId('composer')).toHaveValue('half a thought');
    await expect(row.getByTestId('ticks')).toHaveCount(1);
    await other.getByTestId('composer').fill('');
    await expect(asha.getByTestId('composer')).toHaveValue('');
  } finally {
    await third.stop();
  }
});

test('a message is sent later, and can be sent at once after all', async () => {
  await asha.getByTestId('composer').fill('good morning');
  await asha.getByTestId('later').click();
  await picture(asha, 'later-menu');
  await asha.getByRole('menuitem', { name: /Tomorrow/ }).click();
  await expect(asha.getByTestId('composer')).toHaveValue('');
  await asha.getByTestId('later').click();
  await asha.getByRole('menuitem', { name: 'Scheduled messages' }).click();
  await expect(asha.getByTestId('scheduled')).toContainText('good morning');
  await accessible(asha);
  await picture(asha, 'scheduled');
  await asha.getByRole('button', { name: 'Send now' }).click();
  await expect(asha.getByTestId('scheduled')).toHaveCount(0);
  await picture(asha, 'scheduled-empty');
  await expect(withText(juma, 'good morning')).toBeVisible();
  await asha.getByTestId('close-side').click();
  await expect(messages(asha).last()).toContainText('good morning');
});

test('the skin tone that one chose is kept, and what was used last stands first', async () => {
  await say(asha, 'Who joins?');
  await say(asha, 'Who cooks?');
  await tool(withText(juma, 'Who joins?'), 'react');
  const picker = juma.getByTestId('emoji-picker');
  // From yellow to the third of five.
  for (let step = 0; step < 3; step++) await picker.getByRole('button', { name: 'Skin tone' }).click();
  await picker.getByRole('combobox').fill('waving hand');
  await picker.getByRole('option', { name: 'waving hand' }).click();
  await expect(withText(asha, 'Who joins?').getByTestId('reaction')).toContainText('👋🏽');
  await tool(withText(juma, 'Who cooks?'), 'react');
  await expect(picker.getByRole('option').first()).toHaveText('👋🏽');
  await picker.getByRole('combobox').fill('raised hand');
  await expect(picker.getByRole('option').first()).toHaveText('✋🏽');
  await juma.keyboard.press('Escape');
  await expect(picker).toHaveCount(0);
});

test('Enter sends or starts a line, as one set it, and what is pasted comes as plain text', async () => {
  const composer = asha.getByTestId('composer');
  await composer.fill('first line');
  await composer.press('Shift+Enter');
  await asha.keyboard.type('second line');
  await expect(composer).toHaveValue('first line\nsecond line');
  await composer.press('Enter');
  await expect(last(juma)).toContainText('second line');
  const setEnter = async () => {
    await asha.keyboard.press('Control+,');
    await asha.getByTestId('settings-messages').click();
    await asha.getByRole('switch', { name: 'Enter sends the message' }).click();
    await asha.keyboard.press('Control+1');
  };
  await setEnter();
  await composer.fill('upper');
  await composer.press('Enter');
  await expect(composer).toHaveValue('upper\n');
  await composer.press('Control+Enter');
  await expect(composer).toHaveValue('');
  await setEnter();
  // Copied out of a page with its marks; the engine pastes into a field as a person's Ctrl+V does.
  await asha.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await asha.evaluate(() =>
    navigator.clipboard.write([
      new ClipboardItem({
        'text/html': new Blob(['<b>strong</b> <a href="https://example.org">words</a>'], {
          type: 'text/html',
        }),
        'text/plain': new Blob(['strong words'], { type: 'text/plain' }),
      }),
    ]),
  );
  await composer.focus();
  await asha.keyboard.press('Control+V');
  await expect(composer).toHaveValue('strong words');
  await composer.fill('');
});

test('an edit that can not be saved stays where it was written, and is saved when the server is back', async () => {
  await say(asha, 'the old words');
  await expect(withText(juma, 'the old words')).toBeVisible();
  await expect(withText(asha, 'the old words')).toHaveAttribute('data-state', /sent|delivered|read/);
  const composer = asha.getByTestId('composer');
  await composer.press('ArrowUp');
  await composer.fill('the new words');
  await pair.server.kill('SIGKILL');
  await composer.press('Enter');
  await expect(asha.getByRole('status').or(asha.getByRole('alert')).first()).toBeVisible();
  await expect(composer).toHaveValue('the new words');
  await expect(asha.getByTestId('edit-bar')).toBeVisible();
  await pair.server.restart();
  await expect(async () => {
    if (await asha.getByTestId('edit-bar').isVisible()) await composer.press('Enter');
    await expect(asha.getByTestId('edit-bar')).toHaveCount(0, { timeout: 2_000 });
  }).toPass();
  await expect(withText(juma, 'the new words')).toBeVisible();
  await expect(withText(juma, 'the old words')).toHaveCount(0);
});
