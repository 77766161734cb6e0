// The four emoji of a call: test vectors, and that both sides agree exactly when they should.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprintOf, sasInput, sasOf, sasTable } from './sas.ts';

const digestOf = (text: string) => new Uint8Array(createHash('sha256').update(text).digest());
const emoji = (own: string, theirs: string) => sasOf(digestOf(sasInput(own, theirs))).join('');
const fingerprint = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map(bytes => Buffer.from(bytes).toString('hex'));

describe('the safety code', () => {
  test.each([
    ['00', 'ff', '⚽🏆🎩👓'],
    ['00', '0123456789abcdef', '🎺🦁🐝🔔'],
    ['0123456789abcdef', 'ff', '🚲🌙⏰🍄'],
  ])('of %s… and %s… is %s', (one, other, expected) => {
    const [own, theirs] = [one, other].map(part => part.repeat(64 / part.length)) as [string, string];
    expect(emoji(own, theirs)).toBe(expected);
  });

  test('has 64 different emoji to pick from', () => {
    expect(new Set(sasTable).size).toBe(64);
  });

  test('takes the first 24 bits of the digest, six for each', () => {
    const digest = Uint8Array.of(0b000001_00, 0b0010_0000, 0b11_111111);
    expect(sasOf(digest)).toEqual([1, 2, 3, 63].map(index => sasTable[index]));
    expect(() => sasOf(new Uint8Array(2))).toThrow();
  });

  test('is the same on both sides', () => {
    fc.assert(fc.property(fingerprint, fingerprint, (a, b) => emoji(a, b) === emoji(b, a)));
  });

  test('differs when someone in between shows each side a certificate of their own', () => {
    let alike = 0;
    fc.assert(
      fc.property(fingerprint, fingerprint, fingerprint, (a, b, between) => {
        if (between !== a && between !== b && emoji(a, between) === emoji(b, between)) alike += 1;
      }),
    );
    expect(alike).toBe(0);
  });
});

describe('the fingerprint of a description', () => {
  const line = (hex: string) => `a=fingerprint:sha-256 ${hex.match(/../g)?.join(':').toUpperCase()}\r\n`;

  test('is found once or said again alike', () => {
    const a = 'ab'.repeat(32);
    expect(fingerprintOf(`v=0\r\n${line(a)}m=audio\r\n${line(a)}`)).toBe(a);
  });

  test('is none when it is missing, of another kind, or not one', () => {
    expect(fingerprintOf('v=0\r\n')).toBeNull();
    expect(fingerprintOf('a=fingerprint:sha-1 AB:CD\r\n')).toBeNull();
    expect(fingerprintOf(line('ab'.repeat(32)) + line('cd'.repeat(32)))).toBeNull();
  });
});
