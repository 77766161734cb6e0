// Colours are stable and spread; initials read like the name.
import { expect, test } from 'vitest';
import { avatarHue, initials } from './avatar.ts';

test('the same id has the same colour, and all eight colours are used', () => {
  expect(avatarHue('6650f1')).toBe(avatarHue('6650f1'));
  const seen = new Set(Array.from({ length: 200 }, (_, index) => avatarHue(`user-${index}`)));
  expect([...seen].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('initials are those of the first and the last word', () => {
  expect(initials('Amina wa Juma Odhiambo')).toBe('AO');
  expect(initials('  zuri ')).toBe('Z');
  expect(initials('𝒜da 👋')).toBe('𝒜👋');
  expect(initials('')).toBe('');
});
