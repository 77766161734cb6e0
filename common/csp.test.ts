import { expect, test } from 'vitest';
import { contentSecurityPolicy } from './csp.ts';

const rule = (policy: string, name: string) => policy.split('; ').find(part => part.startsWith(`${name} `));

test('without a server the page may connect to its own origin only', () => {
  const policy = contentSecurityPolicy({ connect: null });
  expect(rule(policy, 'connect-src')).toBe("connect-src 'self'");
  expect(rule(policy, 'img-src')).toBe("img-src 'self' data: blob:");
});

test('the chosen server is named with its web and its socket address, and nothing else is', () => {
  const policy = contentSecurityPolicy({ connect: 'https://chat.example.org:8443' });
  expect(rule(policy, 'connect-src')).toBe(
    "connect-src 'self' https://chat.example.org:8443 wss://chat.example.org:8443",
  );
  expect(rule(contentSecurityPolicy({ connect: 'http://[::1]:5000' }), 'connect-src')).toBe(
    "connect-src 'self' http://[::1]:5000 ws://[::1]:5000",
  );
});

test('scripts run from our own files only, and inline styles are allowed as attributes only', () => {
  const policy = contentSecurityPolicy({ connect: 'https://chat.example.org' });
  expect(rule(policy, 'default-src')).toBe("default-src 'none'");
  expect(rule(policy, 'script-src')).toBe("script-src 'self'");
  expect(rule(policy, 'style-src')).toBe("style-src 'self'");
  expect(rule(policy, 'style-src-attr')).toBe("style-src-attr 'unsafe-inline'");
  expect(policy).not.toContain('unsafe-eval');
});

test.each(['https://a.example; script-src *', 'https://*', 'ftp://a.example', 'https://a.example/path', ''])(
  'what is not one plain origin is refused: %j',
  connect => {
    expect(() => contentSecurityPolicy({ connect })).toThrow('Not an origin');
  },
);
