// Access tokens (JWT, RFC 7519, HS256) and refresh tokens (opaque random, kept as a hash).
import { createHash, randomBytes } from 'node:crypto';
import type { JWT } from '@fastify/jwt';
import { AppError } from '../../common/errors.ts';
import type { DeviceId, UserId } from '../../common/ids.ts';
import { times } from '../../common/limits.ts';
import type { Caller } from '../context.ts';

export interface AccessTokens {
  sign(caller: Caller): string;
  /** Throws AppError `unauthorized` for a forged, expired or foreign token. */
  verify(token: string): Caller;
}

const issuer = 'baraza';

export function createAccessTokens(jwt: JWT): AccessTokens {
  return {
    sign: ({ userId, deviceId }) =>
      jwt.sign({ sub: userId, did: deviceId }, { iss: issuer, expiresIn: times.accessToken / 1000 }),
    verify(token) {
      try {
        const { sub, did } = jwt.verify<{ sub: UserId; did: DeviceId }>(token, { allowedIss: issuer });
        if (typeof sub === 'string' && typeof did === 'string') return { userId: sub, deviceId: did };
      } catch {
        // What exactly is wrong with a token is not for the one who shows it.
      }
      throw new AppError('unauthorized', 'Sign in again');
    },
  };
}

export const newRefreshToken = () => randomBytes(32).toString('base64url');
export const hashRefreshToken = (token: string) => createHash('sha256').update(token).digest('base64url');
