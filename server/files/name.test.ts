// Names that deceive, climb or break.
import { expect, test } from 'vitest';
import { cleanFileName, disposition } from './name.ts';

test.each([
  ['photo.jpg', 'photo.jpg'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Windows\\system32\\cmd.exe', 'cmd.exe'],
  ['a\u0000b\u001f\n.txt', 'ab.txt'],
  ['\u202Egpj.exe', 'gpj.exe'],
  ['in\u2066voice\u200F.pdf', 'invoice.pdf'],
  ['', 'file'],
  ['...', 'file'],
  ['..', 'file'],
  ['/', 'file'],
  ['.bashrc', 'bashrc'],
  ['con.txt', '_con.txt'],
  ['a<b>:"|?*.txt', 'a_b______.txt'],
  ['  trailing. ', 'trailing'],
  ['👩‍👩‍👧 familia.png', '👩‍👩‍👧 familia.png'],
  ['Cafe\u0301.md', 'Caf\u00E9.md'],
])('%j becomes %j', (name, clean) => {
  expect(cleanFileName(name)).toBe(clean);
});

test('a long name is cut and keeps its ending', () => {
  const clean = cleanFileName(`${'x'.repeat(500)}.tar`);
  expect(clean).toHaveLength(200);
  expect(clean.endsWith('x.tar')).toBe(true);
});

test('a header carries any name and can not be broken out of', () => {
  expect(disposition('attachment', 'a"b;\\é.txt')).toBe(
    `attachment; filename="a_b;__.txt"; filename*=UTF-8''a%22b%3B%5C%C3%A9.txt`,
  );
});
