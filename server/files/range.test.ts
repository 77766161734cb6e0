// Ranges and conditions as RFC 9110 has them.
import { expect, test } from 'vitest';
import { wantedOf } from './range.ts';

const etag = '"f"';
const whole = { kind: 'whole' };
const part = (from: number, to: number) => ({ kind: 'part', from, to });

test.each([
  [undefined, whole],
  ['bytes=0-', part(0, 100)],
  ['bytes=0-0', part(0, 1)],
  ['bytes=10-19', part(10, 20)],
  ['bytes=90-1000', part(90, 100)],
  ['bytes=-10', part(90, 100)],
  ['bytes=-1000', part(0, 100)],
  ['bytes=100-', { kind: 'unsatisfiable' }],
  ['bytes=-0', { kind: 'unsatisfiable' }],
  ['bytes=20-10', whole],
  ['bytes=0-1,5-6', whole],
  ['lines=0-1', whole],
  ['bytes=-', whole],
  ['bytes=a-b', whole],
])('range %j', (range, wanted) => {
  expect(wantedOf(range === undefined ? {} : { range }, 100, etag)).toEqual(wanted);
});

test('what is known already is not sent', () => {
  for (const known of ['"f"', 'W/"f"', '"x", "f"', '*']) {
    expect(wantedOf({ 'if-none-match': known, range: 'bytes=0-1' }, 100, etag)).toEqual({
      kind: 'unchanged',
    });
  }
  expect(wantedOf({ 'if-none-match': '"x"' }, 100, etag)).toEqual(whole);
});

test('a range goes on only with the same file', () => {
  expect(wantedOf({ range: 'bytes=5-', 'if-range': '"f"' }, 100, etag)).toEqual(part(5, 100));
  expect(wantedOf({ range: 'bytes=5-', 'if-range': '"x"' }, 100, etag)).toEqual(whole);
});
