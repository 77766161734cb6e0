// One-time codes by the clock (TOTP, RFC 6238) and recovery codes.
import { createHash, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** Seconds for which a code holds; clocks may differ by one such step. */
const period = 30;

const totpOf = (secret: string, label = '') =>
  new TOTP({ issuer: 'Baraza', label, secret: Secret.fromBase32(secret), period, digits: 6 });

/** A new secret, 160 bits in base32. */
export const newSecret = (): string => new Secret({ size: 20 }).base32;

/** What authenticator apps read from a square. */
export const uriOf = (secret: string, username: string): string => totpOf(secret, username).toString();

/** The time step whose code this is; null when it is a wrong one. */
export function stepOf(secret: string, code: string, now: Date): number | null {
  const timestamp = now.getTime();
  const delta = totpOf(secret).validate({ token: code.replace(/\s/g, ''), timestamp, window: 1 });
  return delta === null ? null : Math.floor(timestamp / 1000 / period) + delta;
}

const recoveryCount = 10;

/** Ten codes of 80 bits, each for one sign-in: no dictionary finds them from their hashes. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCount }, () =>
    (randomBytes(10).toString('hex').match(/.{5}/g) ?? []).join('-'),
  );
}

export const hashRecoveryCode = (code: string): string =>
  createHash('sha256')
    .update(code.toLowerCase().replace(/[^0-9a-f]/g, ''))
    .digest('base64url');
