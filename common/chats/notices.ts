// How loud one chat may be, as its member chose it; it follows the person to all devices.
import { type Static, Type } from 'typebox';

export const MessageSound = Type.Union([
  Type.Literal('none'),
  Type.Literal('drop'),
  Type.Literal('knock'),
  Type.Literal('chime'),
]);
export type MessageSound = Static<typeof MessageSound>;

export const ChatNotice = Type.Object({
  /** Until then it is muted; a time that never comes mutes for good. */
  mutedUntil: Type.Optional(Type.String({ maxLength: 40 })),
  /** While muted, even a mention of oneself stays quiet. */
  mentionsToo: Type.Optional(Type.Boolean()),
  /** Left out: the app's own. */
  sound: Type.Optional(MessageSound),
});
export type ChatNotice = Static<typeof ChatNotice>;

/** Of the chats that differ from the rest; keys are chat ids. */
export const ChatNotices = Type.Record(Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }), ChatNotice);
export type ChatNotices = Static<typeof ChatNotices>;

/** Mutes until it is taken back. */
export const forGood = '9999-12-31T23:59:59.999Z';

/** Whether a chat is muted at a moment. */
export function isMuted(notice: ChatNotice | undefined, now: number): boolean {
  return notice?.mutedUntil !== undefined && Date.parse(notice.mutedUntil) > now;
}

/** Whether a message is held back: a muted chat still tells of a mention, unless one wants it quiet altogether. */
export function holdsBack(notice: ChatNotice | undefined, mentioned: boolean, now: number): boolean {
  return isMuted(notice, now) && (!mentioned || notice?.mentionsToo === true);
}
