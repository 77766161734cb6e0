// What the page may send over the bridge, checked in main before anything happens.
import { Type } from 'typebox';
import { MessageSound } from '../../common/chats/notices.ts';

const id = Type.String({ minLength: 1, maxLength: 128 });
const flag = Type.Boolean();

const languages = Type.Array(Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' }), { maxItems: 12 });

const settingFields = {
  theme: Type.Union([Type.Literal('system'), Type.Literal('light'), Type.Literal('dark')]),
  language: Type.Union([Type.Literal('system'), Type.Literal('en'), Type.Literal('sw')]),
  closeToTray: flag,
  notifications: flag,
  notificationPreview: Type.Union([Type.Literal('message'), Type.Literal('name'), Type.Literal('none')]),
  sounds: flag,
  attention: flag,
  mutedUntil: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  // Whoever can change what comes over a plain connection could install a program: this machine's own is an exception.
  updateFeed: Type.Union([
    Type.String({
      maxLength: 512,
      pattern: '^(https://[^/\\s@]+|http://(127\\.0\\.0\\.1|localhost)(:\\d+)?)(/\\S*)?$',
    }),
    Type.Null(),
  ]),
  updateChannel: Type.Union([Type.Literal('latest'), Type.Literal('beta')]),
  automaticUpdates: flag,
  spelling: languages,
  shortcuts: Type.Record(
    Type.String({ maxLength: 32 }),
    Type.String({
      maxLength: 32,
      pattern: '^((Mod\\+)?(Alt\\+)?(Shift\\+)?)(F\\d{1,2}|Up|Down|Left|Right|\\S)$',
    }),
    { maxProperties: 32 },
  ),
  spellingChats: Type.Record(Type.String({ maxLength: 128 }), languages, { maxProperties: 500 }),
  proxy: Type.Object(
    {
      mode: Type.Union([Type.Literal('system'), Type.Literal('none'), Type.Literal('manual')]),
      server: Type.String({ maxLength: 256 }),
    },
    { additionalProperties: false },
  ),
};
const closed = { additionalProperties: false };

export const settingsChangeSchema = Type.Partial(Type.Object(settingFields, closed), closed);
export const settingSchemas = { ...settingFields, serverUrl: Type.Union([Type.String(), Type.Null()]) };

export const nothingSchema = Type.Undefined();
export const secretKeySchema = Type.Object({ key: id }, closed);
export const secretSchema = Type.Object({ key: id, value: Type.String({ maxLength: 65_536 }) }, closed);
export const serverSchema = Type.Object(
  { url: Type.Union([Type.String({ maxLength: 512 }), Type.Null()]) },
  closed,
);
export const probeSchema = Type.Object({ url: Type.String({ maxLength: 512 }) }, closed);
export const downloadSchema = Type.Object({ url: Type.String({ maxLength: 2048 }) }, closed);
export const trustSchema = Type.Object(
  { hostname: Type.String({ maxLength: 256 }), fingerprint: Type.String({ maxLength: 128 }) },
  closed,
);
export const switchSchema = Type.Object({ on: flag }, closed);
export const idSchema = Type.Object({ id }, closed);

export const updateActSchema = Type.Object(
  { act: Type.Union([Type.Literal('check'), Type.Literal('download'), Type.Literal('install')]) },
  closed,
);

export const notificationSchema = Type.Object(
  {
    id,
    kind: Type.Union([Type.Literal('message'), Type.Literal('call')]),
    title: Type.String({ maxLength: 512 }),
    body: Type.String({ maxLength: 16_384 }),
    sound: Type.Optional(MessageSound),
    icon: Type.Optional(
      Type.String({ maxLength: 262_144, pattern: '^data:image/png;base64,[A-Za-z0-9+/=]+$' }),
    ),
  },
  closed,
);

export const trayStateSchema = Type.Object(
  {
    unread: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
    status: Type.Union([
      Type.Literal('online'),
      Type.Literal('away'),
      Type.Literal('dnd'),
      Type.Literal('offline'),
    ]),
    inCall: flag,
    micMuted: flag,
  },
  closed,
);

export const accountPersonSchema = Type.Object(
  { id: Type.String({ minLength: 1, maxLength: 64 }), name: Type.String({ maxLength: 128 }) },
  closed,
);
export const accountTellSchema = Type.Object(
  { person: Type.Union([accountPersonSchema, Type.Null()]) },
  closed,
);

export const captureChoiceSchema = Type.Union([
  Type.Object(
    { requestId: id, sourceId: Type.String({ minLength: 1, maxLength: 256 }), audio: flag },
    closed,
  ),
  Type.Object({ requestId: id, sourceId: Type.Null() }, closed),
]);

// Keys alone would be taken from every program: a letter needs Ctrl, Alt or Command.
export const muteShortcutSchema = Type.Object(
  {
    accelerator: Type.String({
      maxLength: 40,
      pattern: '^$|^F([1-9]|1[0-9]|2[0-4])$|^(CommandOrControl|Alt)\\+((Alt|Shift)\\+)?[A-Z0-9]$',
    }),
  },
  closed,
);

const label = Type.String({ minLength: 1, maxLength: 64 });
export const incomingSchema = Type.Object(
  {
    callId: id,
    name: Type.String({ minLength: 1, maxLength: 128 }),
    detail: Type.String({ maxLength: 128 }),
    words: Type.Object({ answer: label, answerVideo: label, decline: label }, closed),
    dark: flag,
  },
  closed,
);

export const demoSignInSchema = Type.Object(
  {
    username: Type.String({ minLength: 1, maxLength: 64 }),
    password: Type.String({ minLength: 1, maxLength: 256 }),
    displayName: Type.String({ minLength: 1, maxLength: 128 }),
  },
  closed,
);

export const windowStateSchema = Type.Object({
  width: Type.Integer(),
  height: Type.Integer(),
  x: Type.Optional(Type.Integer()),
  y: Type.Optional(Type.Integer()),
  maximized: flag,
  trayHintShown: flag,
  /** As the engine counts: 0 is the usual size, each step a fifth. */
  zoom: Type.Optional(Type.Number({ minimum: -5, maximum: 5 })),
});
