// Every index of every collection, in one table; made at start.
import type { Db, IndexDescription } from 'mongodb';

const indexes: Record<string, IndexDescription[]> = {
  users: [
    { key: { usernameKey: 1 }, name: 'username', unique: true },
    { key: { terms: 1 }, name: 'terms' },
    { key: { nameKey: 1, _id: 1 }, name: 'byName' },
    { key: { deleteAt: 1 }, name: 'leaving', sparse: true },
  ],
  devices: [
    { key: { userId: 1 }, name: 'byUser' },
    { key: { revokedAt: 1 }, name: 'revoked', sparse: true },
  ],
  invites: [{ key: { hash: 1 }, name: 'hash', unique: true }],
  audit: [{ key: { expiresAt: 1 }, name: 'expiry', expireAfterSeconds: 0 }],
  refreshTokens: [
    { key: { deviceId: 1 }, name: 'byDevice' },
    { key: { expiresAt: 1 }, name: 'expiry', expireAfterSeconds: 0 },
  ],
  chats: [
    { key: { directKey: 1 }, name: 'direct', unique: true, sparse: true },
    { key: { 'pending.clientId': 1 }, name: 'pending', sparse: true },
  ],
  members: [
    { key: { userId: 1, chatId: 1 }, name: 'byUser' },
    { key: { chatId: 1, userId: 1 }, name: 'byChat' },
  ],
  // The slots of the write path: two nodes can not take the same seq, nor the same rev, of a chat.
  messages: [
    { key: { chatId: 1, seq: 1 }, name: 'seq', unique: true },
    { key: { chatId: 1, revs: 1 }, name: 'revs', unique: true },
    { key: { chatId: 1, rev: 1 }, name: 'rev' },
    { key: { senderId: 1, clientId: 1 }, name: 'client', unique: true },
    {
      key: { mentions: 1, chatId: 1, seq: 1 },
      name: 'mentions',
      partialFilterExpression: { mentions: { $exists: true } },
    },
    {
      key: { chatId: 1, seq: 1, senderId: 1 },
      name: 'notes',
      partialFilterExpression: { system: { $exists: true } },
    },
    { key: { fileIds: 1 }, name: 'files', sparse: true },
    {
      key: { chatId: 1, seq: -1 },
      name: 'withFiles',
      partialFilterExpression: { fileIds: { $exists: true } },
    },
    // For what the search index may have missed.
    { key: { editedAt: -1 }, name: 'edited', sparse: true },
    { key: { deletedAt: -1 }, name: 'deleted', sparse: true },
  ],
  // Equal tokens of a chat lie in the order of time: a page of results costs the same in a chat of any length.
  sections: [{ key: { chatId: 1, tokens: 1, last: -1, _id: -1 }, name: 'search' }],
  // When a member's watermark first covered a message.
  advances: [{ key: { chatId: 1, userId: 1, kind: 1, seq: 1 }, name: 'first' }],
  blocks: [
    { key: { by: 1, at: -1 }, name: 'by' },
    { key: { whom: 1 }, name: 'whom' },
  ],
  reports: [
    { key: { by: 1, at: 1 }, name: 'by' },
    { key: { at: -1 }, name: 'newest' },
  ],
  presences: [{ key: { edgeAt: 1 }, name: 'edge', sparse: true }],
  drafts: [{ key: { userId: 1 }, name: 'byUser' }],
  scheduled: [
    { key: { fileIds: 1 }, name: 'files', sparse: true },
    { key: { userId: 1, sendAt: 1 }, name: 'byUser' },
    { key: { userId: 1, clientId: 1 }, name: 'client', unique: true },
    { key: { dueAt: 1 }, name: 'due', sparse: true },
  ],
  files: [
    { key: { ownerId: 1, size: 1 }, name: 'byOwner' },
    { key: { size: 1 }, name: 'size' },
    { key: { dueAt: 1 }, name: 'due', sparse: true },
  ],
  keys: [{ key: { scope: 1 }, name: 'scope', unique: true }],
  // "One active call per person", over all nodes: the duplicate key is the busy signal.
  calls: [
    { key: { key: 1 }, name: 'key', unique: true },
    { key: { busy: 1 }, name: 'busy', unique: true, sparse: true },
    { key: { callerId: 1, startedAt: -1, _id: -1 }, name: 'byCaller' },
    { key: { calleeId: 1, startedAt: -1, _id: -1 }, name: 'byCallee' },
    { key: { deadline: 1 }, name: 'deadline', sparse: true },
  ],
  connections: [
    { key: { userId: 1 }, name: 'byUser' },
    { key: { nodeId: 1 }, name: 'byNode' },
    { key: { goneAt: 1 }, name: 'gone', sparse: true },
    // A device that left in "do not disturb" is remembered so, but not for ever.
    { key: { restingSince: 1 }, name: 'resting', expireAfterSeconds: 30 * 24 * 3_600 },
  ],
};

/** Makes what is missing; leaves what is there. Safe on many nodes at once. */
export async function ensureIndexes(db: Db): Promise<void> {
  await Promise.all(Object.entries(indexes).map(([name, list]) => db.collection(name).createIndexes(list)));
}
