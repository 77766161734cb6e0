// The REST contract of administrators, under /api/v1/admin.
import { Type } from 'typebox';
import { AdminReport, AdminUser, AuditEntry, Invite, Stats } from '../admin/admin.ts';
import { Device, DisplayName, Username } from '../auth/user.ts';
import { DeviceId, UserId } from '../ids.ts';
import { limits } from '../limits.ts';

const Id = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' });
const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: limits.pageMax }));
const ofUser = Type.Object({ id: UserId });

/** Route name → its schemas. */
export const adminHttp = {
  users: {
    query: Type.Object({ query: Type.Optional(Type.String({ maxLength: 64 })), limit: Limit }),
    reply: Type.Object({ users: Type.Array(AdminUser) }),
  },
  createUser: {
    body: Type.Object({ username: Username, displayName: DisplayName }),
    reply: Type.Object({ user: AdminUser, password: Type.String() }),
  },
  user: { params: ofUser },
  resetPassword: { params: ofUser, reply: Type.Object({ password: Type.String() }) },
  devices: { params: ofUser, reply: Type.Object({ devices: Type.Array(Device) }) },
  device: { params: Type.Object({ id: UserId, deviceId: DeviceId }) },
  invites: { reply: Type.Object({ invites: Type.Array(Invite) }) },
  createInvite: {
    body: Type.Object({
      note: Type.Optional(Type.String({ maxLength: limits.titleMax })),
      uses: Type.Integer({ minimum: 1, maximum: 1_000 }),
      days: Type.Integer({ minimum: 1, maximum: 365 }),
    }),
    reply: Type.Object({ invite: Invite, token: Type.String() }),
  },
  one: { params: Type.Object({ id: Id }) },
  reports: { reply: Type.Object({ reports: Type.Array(AdminReport), users: Type.Array(AdminUser) }) },
  audit: {
    query: Type.Object({ before: Type.Optional(Id), limit: Limit }),
    reply: Type.Object({ entries: Type.Array(AuditEntry), users: Type.Array(AdminUser) }),
  },
  stats: { reply: Stats },
} as const;
