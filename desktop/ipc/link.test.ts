import { expect, test } from 'vitest';
import { parseLink, parseServerOrigin } from './link.ts';

test('the three kinds of link are read', () => {
  expect(parseLink('baraza://chat/abc_-123')).toEqual({ kind: 'chat', chatId: 'abc_-123' });
  expect(parseLink('baraza://user/amina.o')).toEqual({ kind: 'user', username: 'amina.o' });
  expect(parseLink('baraza://invite/token_12345?server=https%3A%2F%2Fchat.example.org')).toEqual({
    kind: 'invite',
    token: 'token_12345',
    server: 'https://chat.example.org',
  });
  expect(parseLink('baraza://invite/token_12345?server=http://10.0.0.5:5000')).toMatchObject({
    server: 'http://10.0.0.5:5000',
  });
});

test.each([
  'baraza://',
  'baraza://chat',
  'baraza://chat/',
  'baraza://chat/a/b',
  'baraza://chat/../x',
  'baraza://chat/a?x=1',
  'baraza://chat/a#b',
  'baraza://chat/a b',
  'baraza://chat/%61',
  'baraza://settings/a',
  'BARAZA://chat/a',
  'https://chat/a',
  'baraza://invite/short?server=https://a.example',
  'baraza://invite/token_12345',
  'baraza://invite/token_12345?server=javascript:alert(1)',
  'baraza://invite/token_12345?server=https://a.example/path',
  'baraza://invite/token_12345?server=https://a.example&server=https://b.example',
  'baraza://invite/token_12345?server=https://user:word@a.example',
  ' baraza://chat/a',
  `baraza://chat/${'a'.repeat(65)}`,
  `baraza://invite/token_12345?server=https://${'a'.repeat(3000)}.example`,
])('anything else is refused: %s', link => {
  expect(parseLink(link)).toBeNull();
});

test('an origin is http or https and nothing around it', () => {
  expect(parseServerOrigin('https://Chat.Example.org/')).toBe('https://chat.example.org');
  expect(parseServerOrigin('http://localhost:5000')).toBe('http://localhost:5000');
  for (const wrong of [
    'chat.example.org',
    'file:///etc',
    'https://a/b',
    'https://a?b',
    'https://a#',
    'ws://a',
    '',
  ])
    expect(parseServerOrigin(wrong)).toBeNull();
});
