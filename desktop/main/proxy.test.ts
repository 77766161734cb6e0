// Which way into the network is taken.
import { expect, test } from 'vitest';
import { isProxyServer, proxyConfig } from './proxy.ts';

test('a proxy is a host with a port and perhaps a way to speak to it', () => {
  for (const right of [
    'proxy.example.org:3128',
    'http://10.0.0.1:8080',
    'socks5://localhost:1080',
    '[::1]:3128',
  ])
    expect(isProxyServer(right)).toBe(true);
  const wrong = [
    '',
    'proxy',
    'proxy:0',
    'proxy:70000',
    'ftp://a:1',
    'a:1,b:2',
    'http://a:1/x',
    'a:1;direct://',
  ];
  for (const text of wrong) expect(isProxyServer(text)).toBe(false);
});

test('the system decides unless told otherwise, and a wrong proxy is no proxy', () => {
  expect(proxyConfig({ mode: 'system', server: 'a:1' })).toEqual({ mode: 'system' });
  expect(proxyConfig({ mode: 'none', server: 'a:1' })).toEqual({ mode: 'direct' });
  expect(proxyConfig({ mode: 'manual', server: 'proxy.example.org:3128' })).toMatchObject({
    mode: 'fixed_servers',
    proxyRules: 'proxy.example.org:3128',
  });
  expect(proxyConfig({ mode: 'manual', server: 'nonsense' })).toEqual({ mode: 'system' });
});

test('a proxy of the command line stands for what the system says, and for nothing else', () => {
  const named = 'http://10.0.0.1:8080';
  expect(proxyConfig({ mode: 'system', server: '' }, named)).toEqual({
    mode: 'fixed_servers',
    proxyRules: named,
  });
  expect(proxyConfig({ mode: 'none', server: '' }, named)).toEqual({ mode: 'direct' });
});
