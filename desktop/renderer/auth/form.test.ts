// The form says what is wrong before the server has to.
import { expect, test } from 'vitest';
import { AppError } from '../../../common/errors.ts';
import { checkDisplayName, checkForm, countIn, explainRefusal } from './form.ts';
import { originsOf } from './session.ts';

const good = { username: 'asha', displayName: 'Asha', password: 'long enough' };

test('a complete form has nothing wrong', () => {
  expect(checkForm('register', good)).toEqual({});
  expect(checkForm('sign_in', { ...good, displayName: '' })).toEqual({});
});

test('each field says what it lacks', () => {
  expect(checkForm('register', { username: '-a', displayName: ' ', password: 'short' })).toEqual({
    username: 'auth.usernameInvalid',
    displayName: 'auth.displayNameRequired',
    password: 'auth.passwordTooShort',
  });
  expect(checkForm('sign_in', { username: '', displayName: '', password: '' })).toEqual({
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

test('an address is tried as it may be meant', () => {
  expect(originsOf('chat.example.org/')).toEqual(['https://chat.example.org', 'http://chat.example.org']);
  expect(originsOf('localhost:5000')).toEqual(['http://localhost:5000', 'https://localhost:5000']);
  expect(originsOf('http://chat.example.org')).toEqual(['http://chat.example.org']);
  expect(originsOf('not an address')).toEqual([]);
});
