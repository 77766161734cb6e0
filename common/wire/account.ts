// The REST contract of one's own account: coming in, staying safe, leaving.
import { Type } from 'typebox';
import { Device, DisplayName, Password, SignedIn, User, Username } from '../auth/user.ts';
import { DeviceId } from '../ids.ts';
import { limits } from '../limits.ts';
import { route } from './route.ts';

const DeviceName = Type.String({ minLength: 1, maxLength: limits.deviceNameMax });

/** Route name → its schemas, a part of the whole contract. */
export const accountHttp = {
  register: route({
    body: Type.Object({
      username: Username,
      displayName: DisplayName,
      password: Password,
      deviceName: Type.Optional(DeviceName),
      invite: Type.Optional(Type.String({ maxLength: 256 })),
    }),
    reply: SignedIn,
  }),
  login: route({
    body: Type.Object({
      username: Type.String({ minLength: 1, maxLength: limits.usernameMax }),
      password: Type.String({ minLength: 1, maxLength: limits.passwordMax }),
      deviceName: Type.Optional(DeviceName),
      /** The six digits, or a recovery code. */
      totp: Type.Optional(Type.String({ maxLength: 32 })),
    }),
    reply: SignedIn,
  }),
  refresh: route({
    body: Type.Object({ refreshToken: Type.String({ minLength: 1, maxLength: 512 }) }),
    reply: SignedIn,
  }),
  /** GET /auth/registration: what a newcomer may do, and whether an invitation holds. */
  registration: route({
    query: Type.Object({ invite: Type.Optional(Type.String({ maxLength: 256 })) }),
    reply: Type.Object({
      mode: Type.Union([Type.Literal('open'), Type.Literal('invite'), Type.Literal('closed')]),
      invite: Type.Optional(Type.Boolean()),
    }),
  }),
  /** GET /me/security. */
  security: route({
    reply: Type.Object({
      admin: Type.Boolean(),
      secondFactor: Type.Boolean(),
      recoveryCodes: Type.Integer(),
    }),
  }),
  /** POST and DELETE /me/totp, POST /me/totp/recovery, DELETE /me. */
  withPassword: route({ body: Type.Object({ password: Type.String({ maxLength: limits.passwordMax }) }) }),
  beginTotp: route({ reply: Type.Object({ secret: Type.String(), uri: Type.String() }) }),
  /** PUT /me/totp with the first code. */
  confirmTotp: route({
    body: Type.Object({ code: Type.String({ maxLength: 16 }) }),
    reply: Type.Object({ recoveryCodes: Type.Array(Type.String()) }),
  }),
  leave: route({ reply: Type.Object({ deleteAt: Type.String() }) }),
  me: route({ reply: Type.Object({ user: User }) }),
  updateMe: route({
    body: Type.Object({ displayName: Type.Optional(DisplayName) }, { additionalProperties: false }),
    reply: Type.Object({ user: User }),
  }),
  changePassword: route({
    body: Type.Object({
      currentPassword: Type.String({ maxLength: limits.passwordMax }),
      newPassword: Password,
    }),
  }),
  devices: route({ reply: Type.Object({ devices: Type.Array(Device) }) }),
  removeDevice: route({ params: Type.Object({ id: DeviceId }) }),
} as const;
