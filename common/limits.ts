// Named sizes, counts and times. Times are in milliseconds, sizes in bytes unless the name says otherwise.

export const limits = {
  frameBytes: 64 * 1024,
  bodyBytes: 1024 * 1024,
  textCharacters: 10_000,
  usernameMin: 3,
  usernameMax: 32,
  displayNameMax: 64,
  passwordMin: 8,
  passwordMax: 256,
  titleMax: 100,
  statusTextMax: 100,
  deviceNameMax: 100,
  emojiMax: 32,
  filesPerMessage: 20,
  /** What one request of a resumable upload carries. */
  /** Base64 of the picture that a video brings along. */
  posterCharacters: 40_000,
  uploadPieceBytes: 8 * 1024 * 1024,
  /** A message with more to upload lets those after it pass. */
  orderedUploadBytes: 16 * 1024 * 1024,
  /** What a device keeps of files that are on their way, so that they survive its restart. */
  keptUploadBytes: 512 * 1024 * 1024,
  groupMembers: 1_000,
  pins: 50,
  scheduledPerUser: 200,
  /** Chats with a choice of their own about being heard. */
  noticesPerUser: 1_000,
  quoteCharacters: 200,
  mentionsPerMessage: 50,
  /** Different emoji under one message. */
  emojiPerMessage: 20,
  editsPerMessage: 100,
  pageDefault: 50,
  pageMax: 200,
  usersMax: 50,
  reportTextMax: 1_000,
  callNoteCharacters: 500,
  reportsPerDay: 20,
  /** Changes (edits, reactions) that one message takes in its life. */
  changesPerMessage: 2_000,
  /** Bytes waiting in one socket before its client is sent away to come back and catch up. */
  socketBufferBytes: 4 * 1024 * 1024,
  /** Bytes of requests that one socket may have in work; beyond it nothing more is read from it meanwhile. */
  socketWorkBytes: 1024 * 1024,
} as const;

export const times = {
  helloWithin: 5_000,
  heartbeat: 20_000,
  requestTimeout: 10_000,
  typingEnds: 6_000,
  ringing: 45_000,
  callGrace: 30_000,
  accessToken: 15 * 60_000,
  refreshToken: 90 * 24 * 3_600_000,
  turnCredential: 10 * 60_000,
  reconnectAfterDrain: 1_000,
  /** Beyond that, at most, where many come back. */
  returnSpread: 10_000,
  /** How long the address of a file opens it. */
  fileLink: 5 * 60_000,
  /** An upload of which nothing more was stored for so long is over. */
  uploadLease: 3_600_000,
  /** A resumable one is kept longer. */
  uploadKept: 24 * 3_600_000,
  /** A sender who is silent for so long is gone. */
  uploadStalls: 60_000,
  /** A file that no message took up by then is removed. */
  unattachedFile: 24 * 3_600_000,
  /** Longer than a commit takes: what may have lost its last message is looked at after this time. */
  releasedFile: 15_000,
  filesSweep: 15_000,
  /** An account whose owner asked for its end; signing in takes it back. */
  deletionGrace: 7 * 24 * 3_600_000,
  deletionSweep: 15_000,
  /** How often a node looks whether sessions of its sockets were ended elsewhere. */
  revocationSweep: 2_000,
} as const;

/** Close codes of the socket. Fatal ones are not retried without a new sign-in. */
export const closeCodes = {
  normal: { code: 1000, fatal: false },
  tooLarge: { code: 1009, fatal: false },
  drain: { code: 1012, fatal: false },
  unavailable: { code: 1013, fatal: false },
  unauthorized: { code: 4401, fatal: true },
  helloTimeout: { code: 4408, fatal: false },
  slow: { code: 4413, fatal: false },
  abuse: { code: 4429, fatal: false },
} as const;
