// What the command line may say.
import { expect, test } from 'vitest';
import { readOptions } from './options.ts';

test('Named rows are run instead of the usual ones', () => {
  expect(readOptions(['size', 'delivery', '--rate', '500'])).toMatchObject({
    rows: ['size', 'delivery'],
    rate: 500,
  });
  expect(readOptions([]).rows).not.toContain('size');
  expect(readOptions(['calls', '--calls', '200'])).toMatchObject({ rows: ['calls'], calls: 200 });
  expect(readOptions([])).toMatchObject({ calls: 50, uploads: 10, uploadMebibytes: 1_024 });
});

test('People come in pairs', () => {
  expect(readOptions(['--users', '501']).users).toBe(500);
});

test('What is not understood is refused', () => {
  expect(() => readOptions(['speed'])).toThrow('There is no row "speed"');
  expect(() => readOptions(['--users', 'many'])).toThrow('--users must be a whole number');
  expect(() => readOptions(['--fast'])).toThrow();
});
