// What administrators see and do: people, invitations, sessions, reports, the log of it all, and figures.
import { type Static, Type } from 'typebox';
import { User } from '../auth/user.ts';
import { ChatId, MessageId, UserId } from '../ids.ts';
import { ReportReason } from '../moderation/report.ts';

export const AdminUser = Type.Object({
  ...User.properties,
  admin: Type.Boolean(),
  secondFactor: Type.Boolean(),
  createdAt: Type.String(),
  lastSeenAt: Type.String(),
  /** When the account goes, where that was asked for. */
  deleteAt: Type.Optional(Type.String()),
});
export type AdminUser = Static<typeof AdminUser>;

export const Invite = Type.Object({
  id: Type.String(),
  note: Type.String(),
  createdAt: Type.String(),
  expiresAt: Type.String(),
  uses: Type.Integer(),
  used: Type.Integer(),
});
export type Invite = Static<typeof Invite>;

export const AdminReport = Type.Object({
  id: Type.String(),
  by: UserId,
  userId: UserId,
  reason: ReportReason,
  text: Type.String(),
  /** The reported message as it was then. */
  quoted: Type.Optional(Type.String()),
  message: Type.Optional(Type.Object({ chatId: ChatId, messageId: MessageId })),
  at: Type.String(),
  closedAt: Type.Optional(Type.String()),
});
export type AdminReport = Static<typeof AdminReport>;

export const auditActions = [
  'user_created',
  'user_deleted',
  'deletion_asked',
  'login_failed',
  'session_revoked',
  'password_changed',
  'password_reset',
  'second_factor_on',
  'second_factor_off',
  'admin_given',
  'admin_taken',
  'invite_created',
  'invite_revoked',
  'report_closed',
  'keys_rotated',
  'search_rebuilt',
  'backup_made',
  'backup_restored',
  'data_exported',
] as const;
export type AuditAction = (typeof auditActions)[number];

export const AuditEntry = Type.Object({
  id: Type.String(),
  at: Type.String(),
  /** Absent for the command line and for the server itself. */
  by: Type.Optional(UserId),
  via: Type.Union([Type.Literal('app'), Type.Literal('cli'), Type.Literal('server')]),
  action: Type.Unsafe<AuditAction>(Type.Union(auditActions.map(action => Type.Literal(action)))),
  target: Type.Optional(Type.String()),
  /** Never a secret. */
  details: Type.Optional(Type.String()),
});
export type AuditEntry = Static<typeof AuditEntry>;

export const Stats = Type.Object({
  users: Type.Integer(),
  chats: Type.Integer(),
  messages: Type.Integer(),
  files: Type.Integer(),
  fileBytes: Type.Integer(),
  databaseBytes: Type.Integer(),
  devicesOnline: Type.Integer(),
  callsRunning: Type.Integer(),
  nodes: Type.Integer(),
  openReports: Type.Integer(),
  bus: Type.Boolean(),
  storage: Type.Boolean(),
  registration: Type.String(),
  /** Of the search index being made anew here: messages done; absent while none is. */
  rebuilding: Type.Optional(Type.Integer()),
});
export type Stats = Static<typeof Stats>;
