// A field that cannot be seen is not measured.
import { expect, test } from 'vitest';
import { grow } from './growth.ts';

test('a field becomes as high as its text', () => {
  const area = { value: 'text', scrollHeight: 58, clientWidth: 300, style: { height: '36px' } };
  grow(area);
  expect(area.style.height).toBe('58px');
});

test('a hidden field keeps the height it had', () => {
  const area = { value: 'text', scrollHeight: 0, clientWidth: 0, style: { height: '58px' } };
  grow(area);
  expect(area.style.height).toBe('58px');
});

test('an empty field is one line, whatever its placeholder takes', () => {
  const area = { value: '', scrollHeight: 168, clientWidth: 20, style: { height: '168px' } };
  grow(area);
  expect(area.style.height).toBe('');
});
