// The form says what is wrong before the server has to.
import { expect, test } from 'vitest';
import { AppError } from '../../../common/errors.ts';
import { checkDisplayName, checkForm, countIn, explainCode, explainRefusal } from './form.ts';
import { tokenIn } from './invitation.ts';
import { originsOf } from './session.ts';

const good = { username: 'asha', displayName: 'Asha', password: 'long enough', invite: '' };

test('a complete form has nothing wrong', () => {
  expect(checkForm('register', good)).toEqual({});
  expect(checkForm('sign_in', { ...good, displayName: '' })).toEqual({});
});

test('each field says what it lacks', () => {
  expect(checkForm('register', { ...good, username: '-a', displayName: ' ', password: 'short' })).toEqual({
    username: 'auth.usernameInvalid',
    displayName: 'auth.displayNameRequired',
    password: 'auth.passwordTooShort',
  });
  expect(checkForm('sign_in', { ...good, username: '', displayName: '', password: '' })).toEqual({
    username: 'auth.usernameRequired',
    password: 'auth.passwordRequired',
  });
});

test('a name that is too long is said to be so, never cut', () => {
  expect(checkDisplayName('a'.repeat(64))).toBeUndefined();
  expect(checkDisplayName(` ${'a'.repeat(64)} `)).toBeUndefined();
  expect(checkForm('register', { ...good, displayName: 'a'.repeat(65) })).toEqual({
    displayName: 'auth.displayNameTooLong',
  });
  expect(countIn('auth.displayNameTooLong')).toBe(64);
  expect(countIn('auth.passwordTooShort')).toBe(8);
});

test('refusals are explained where they belong', () => {
  expect(explainRefusal('register', new AppError('conflict', ''))).toEqual({
    fields: { username: 'auth.usernameTaken' },
  });
  expect(explainRefusal('sign_in', new AppError('unauthorized', ''))).toEqual({
    key: 'auth.wrongCredentials',
  });
  expect(explainRefusal('sign_in', new AppError('internal', ''))).toBeNull();
});

test('a newcomer is told whether they must be invited, or their invitation is worth nothing', () => {
  const refused = new AppError('forbidden', '');
  expect(explainRefusal('register', refused)).toEqual({ key: 'auth.registrationClosed' });
  expect(explainRefusal('register', refused, true)).toEqual({ fields: { invite: 'auth.inviteRequired' } });
  expect(explainRefusal('register', new AppError('forbidden', '', { invite: true }), true)).toEqual({
    fields: { invite: 'auth.inviteInvalid' },
  });
});

test('a sign-in that lacks a code is told from a wrong password, and too many codes from too many tries', () => {
  expect(explainCode(new AppError('unauthorized', ''))).toBeNull();
  expect(explainCode(new AppError('unauthorized', '', { secondFactor: true }))).toBe('needed');
  expect(explainCode(new AppError('unauthorized', '', { secondFactor: true, wrong: true }))).toBe(
    'auth.wrongCode',
  );
  expect(explainCode(new AppError('rate_limited', ''))).toBe('auth.codesLocked');
  expect(explainCode(new AppError('rate_limited', '', { retryAfterMs: 1_000 }))).toBeNull();
});

test('an invitation is taken bare or in a link', () => {
  expect(tokenIn(' abcdefgh ')).toBe('abcdefgh');
  expect(tokenIn('https://chat.example.org/?invite=abcdefgh')).toBe('abcdefgh');
  expect(tokenIn('baraza://invite/abcdefgh?server=https://chat.example.org')).toBe('abcdefgh');
  expect(tokenIn('https://chat.example.org/')).toBe('https://chat.example.org/');
});

test('an address is tried as it may be meant', () => {
  expect(originsOf('chat.example.org/')).toEqual(['https://chat.example.org', 'http://chat.example.org']);
  expect(originsOf('localhost:5000')).toEqual(['http://localhost:5000', 'https://localhost:5000']);
  expect(originsOf('http://chat.example.org')).toEqual(['http://chat.example.org']);
  expect(originsOf('not an address')).toEqual([]);
});
