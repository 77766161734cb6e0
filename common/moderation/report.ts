// What one person tells the administrators about another, or about a message of theirs.
import { type Static, Type } from 'typebox';
import { ChatId, MessageId, UserId } from '../ids.ts';
import { limits } from '../limits.ts';

/** What a report can be about, most frequent first. */
export const reportReasons = ['spam', 'harassment', 'impersonation', 'illegal', 'other'] as const;
export type ReportReason = (typeof reportReasons)[number];
export const ReportReason = Type.Unsafe<ReportReason>(
  Type.Union(reportReasons.map(reason => Type.Literal(reason))),
);

export const NewReport = Type.Object({
  userId: UserId,
  /** The message that is meant, where one is: its text goes along. */
  message: Type.Optional(Type.Object({ chatId: ChatId, messageId: MessageId })),
  reason: ReportReason,
  text: Type.Optional(Type.String({ maxLength: limits.reportTextMax })),
});
export type NewReport = Static<typeof NewReport>;
