// People as the wire shows them, and what they choose for themselves.
import { type Static, Type } from 'typebox';
import { DeviceId, UserId } from '../ids.ts';
import { limits } from '../limits.ts';

export const Username = Type.String({
  minLength: limits.usernameMin,
  maxLength: limits.usernameMax,
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
});
export const DisplayName = Type.String({ minLength: 1, maxLength: limits.displayNameMax, pattern: '\\S' });
export const Password = Type.String({ minLength: limits.passwordMin, maxLength: limits.passwordMax });

export const User = Type.Object({
  id: UserId,
  username: Type.String(),
  displayName: Type.String(),
  avatar: Type.Optional(Type.String()),
});
export type User = Static<typeof User>;

export const Device = Type.Object({
  id: DeviceId,
  name: Type.String(),
  createdAt: Type.String(),
  lastSeenAt: Type.String(),
  current: Type.Boolean(),
  online: Type.Boolean(),
});
export type Device = Static<typeof Device>;

export const SignedIn = Type.Object({
  user: User,
  deviceId: DeviceId,
  accessToken: Type.String(),
  refreshToken: Type.String(),
  /** Seconds until the access token ends. */
  expiresIn: Type.Integer(),
});
export type SignedIn = Static<typeof SignedIn>;
