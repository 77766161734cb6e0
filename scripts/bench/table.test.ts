// Tables as they are printed.
import { expect, test } from 'vitest';
import { figure, table } from './table.ts';

test('Columns are as wide as their widest cell', () => {
  expect(
    table([
      ['', 'ms'],
      ['a relay', '1.00'],
    ]),
  ).toBe(['|         | ms   |', '| ------- | ---- |', '| a relay | 1.00 |'].join('\n'));
});

test('Figures carry no more digits than they are worth', () => {
  expect([0.1234, 12.34, 1234.5, null].map(value => figure(value))).toEqual(['0.12', '12.3', '1,235', '–']);
  expect(figure(2, '×')).toBe('2.00 ×');
});
