// The licence rule: one way to be fine is enough, every part of a joint one counts.
import { expect, test } from 'vitest';
import { isAllowed } from './licences.ts';

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
