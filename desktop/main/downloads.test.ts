// Downloads get safe, free names, and only finished ones can be shown.
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import type { Session } from 'electron';
import { expect, test } from 'vitest';
import type { EventChannels } from '../ipc/channels.ts';
import { createDownloads, freePath, isFileLink, safeName } from './downloads.ts';

test.each([
  ['report.pdf', 'report.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Windows\\evil.exe', 'evil.exe'],
  ['a<b>:c?.txt', 'a_b__c_.txt'],
  ['con.txt', '_con.txt'],
  ['\u202Egnp.exe', 'gnp.exe'],
  ['...', 'file'],
  ['', 'file'],
])('%j is kept as %j', (given, kept) => {
  expect(safeName(given)).toBe(kept);
});

test('a long name keeps its ending', () => {
  expect(safeName(`${'a'.repeat(400)}.tar`)).toBe(`${'a'.repeat(150)}.tar`);
});

test('a taken name gets a number before its ending', () => {
  const taken = new Set([join('d', 'a.txt'), join('d', 'a (2).txt')]);
  expect(freePath('d', 'a.txt', path => taken.has(path))).toBe(join('d', 'a (3).txt'));
});

test('only what was finished, and is still there, is shown in its folder', () => {
  const session = new EventEmitter();
  const told: EventChannels['download:changed'][] = [];
  const shown: string[] = [];
  const there = new Set<string>();
  const downloads = createDownloads({
    session: session as unknown as Session,
    server: () => null,
    folder: () => 'd',
    newId: () => 'one',
    tell: download => told.push(download),
    show: path => shown.push(path),
    exists: path => there.has(path),
  });
  let path = '';
  const item = Object.assign(new EventEmitter(), {
    getFilename: () => 'x/a.txt',
    getReceivedBytes: () => 5,
    getTotalBytes: () => 10,
    setSavePath(to: string) {
      path = to;
    },
  });
  session.emit('will-download', {}, item);
  expect(path).toBe(join('d', 'a.txt'));
  item.emit('updated', {}, 'progressing');
  expect(told.at(-1)).toEqual({ id: 'one', name: 'a.txt', state: 'running', received: 5, total: 10 });
  expect(downloads.show('one')).toBe(false);
  item.emit('done', {}, 'completed');
  expect(told.at(-1)?.state).toBe('done');
  expect(downloads.show('one')).toBe(false);
  there.add(path);
  expect(downloads.show('one')).toBe(true);
  expect(downloads.show('../../etc')).toBe(false);
  expect(shown).toEqual([path]);
});

test('only links to files of the own server are downloaded', () => {
  const server = 'https://chat.example.org';
  const id = '0123456789abcdef01234567';
  expect(isFileLink(`${server}/api/v1/files/${id}?token=a.b.c`, server)).toBe(true);
  for (const url of [
    `https://other.example.org/api/v1/files/${id}`,
    `${server}/api/v1/files/${id}/../../me`,
    `${server}/api/v1/me`,
    `https://x@chat.example.org/api/v1/files/${id}`,
    'file:///etc/passwd',
    'no address',
  ]) {
    expect(isFileLink(url, server), url).toBe(false);
  }
  expect(isFileLink(`${server}/api/v1/files/${id}`, null)).toBe(false);
});
