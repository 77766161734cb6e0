// The licence rule: one way to be fine is enough, every part of a joint one counts.
import { expect, test } from 'vitest';
import { isAllowed, shipped } from './licences.ts';

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-or-later)', true],
  ['(Apache-2.0 AND LGPL-3.0-or-later)', false],
  ['GPL-3.0-only', false],
  ['none', false],
  ['BSD-3-Clause AND ISC', true],
])('%s is allowed: %s', (expression, expected) => {
  expect(isAllowed(expression)).toBe(expected);
});

test('the app lists what it ships, with the words of each licence, and nothing of the server', () => {
  const all = shipped(['common', 'desktop']);
  const named = all.map(({ name }) => name);
  expect(named).toEqual(
    expect.arrayContaining(['react', 'electron', 'typebox', '@fontsource-variable/inter']),
  );
  expect(named).not.toContain('fastify');
  expect(new Set(named).size).toBeGreaterThan(20);
  expect(all.find(({ name }) => name === 'react')?.text).toContain('Permission is hereby granted');
  expect(all.filter(({ licence }) => !isAllowed(licence))).toEqual([]);
});
