// What people choose about being seen and being disturbed; it follows them to all devices.
import { type Static, Type } from 'typebox';
import { ChatNotices } from '../chats/notices.ts';
import { StatusText } from './presence.ts';

const Clock = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });

/** Weekly quiet hours in the person's own time zone; `to` before `from` ends on the next day. */
export const QuietHours = Type.Object({
  /** 0 is Sunday. */
  days: Type.Array(Type.Integer({ minimum: 0, maximum: 6 }), { maxItems: 7 }),
  from: Clock,
  to: Clock,
  /** IANA name, such as "Africa/Nairobi". */
  zone: Type.String({ maxLength: 64 }),
});
export type QuietHours = Static<typeof QuietHours>;

export const Preferences = Type.Object({
  /** Who may see when one was last there. */
  lastSeen: Type.Union([Type.Literal('everyone'), Type.Literal('nobody')]),
  quietHours: Type.Union([QuietHours, Type.Null()]),
  status: Type.Union([
    Type.Object({ text: StatusText, until: Type.Optional(Type.String({ maxLength: 40 })) }),
    Type.Null(),
  ]),
});
export type Preferences = Static<typeof Preferences>;

/** As the server holds them. */
export const HeldPreferences = Type.Object({
  ...Preferences.properties,
  /** Until then a status that was chosen by hand overrides the quiet hours. */
  awakeUntil: Type.Optional(Type.String()),
  /** Changed by a route of their own, one chat at a time; left out while there are none. */
  notices: Type.Optional(ChatNotices),
});
export type HeldPreferences = Static<typeof HeldPreferences>;

export const defaultPreferences: Preferences = { lastSeen: 'everyone', quietHours: null, status: null };
