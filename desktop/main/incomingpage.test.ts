// The page of an incoming call: what it says is text, and what it asks for is one of four things.
import { expect, test } from 'vitest';
import { actionOf, incomingPage } from './incomingpage.ts';

const call = {
  callId: 'c',
  name: '<img src=x onerror="alert(1)"> O\'Neil & Co',
  detail: 'Incoming video call',
  words: { answer: 'Answer', answerVideo: 'With video', decline: 'Decline' },
  dark: false,
};
const page = decodeURIComponent(incomingPage(call).replace(/^data:text\/html;charset=utf-8,/, ''));

test('a name is never markup', () => {
  expect(page).not.toContain('<img');
  expect(page).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt; O&#39;Neil &amp; Co');
});

test('it can load nothing and run nothing', () => {
  expect(page).toContain("default-src 'none'; style-src 'unsafe-inline'");
  expect(page).not.toMatch(/<script|src=(?!x)|url\(/);
});

test('its links are the only addresses that do anything', () => {
  const links = [...page.matchAll(/href="([^"]+)"/g)].map(([, url]) => actionOf(url ?? ''));
  expect(links.sort()).toEqual(['answer', 'answer_video', 'decline', 'open']);
  expect(actionOf('https://incoming.invalid/quit')).toBeNull();
  expect(actionOf('https://example.org/answer')).toBeNull();
  expect(actionOf('file:///answer')).toBeNull();
});
