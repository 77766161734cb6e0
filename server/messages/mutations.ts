// What may happen to a message after it was sent: pure rules, applied by the commit.
import { AppError } from '../../common/errors.ts';
import type { UserId } from '../../common/ids.ts';
import { limits } from '../../common/limits.ts';
import type { Sealed } from '../infra/vault.ts';
import type { Mutation } from './commit.ts';
import type { MessageDoc } from './store.ts';

type Mutated = ReturnType<Mutation>;

/** [EDIT1] Only the sender edits, only what is not deleted; earlier bodies are kept. */
export function edited(doc: MessageDoc, userId: UserId, body: Sealed, at: Date): Mutated {
  mustOwn(doc, userId);
  mustLive(doc);
  mustHaveRoom(doc);
  const history =
    doc.body === undefined
      ? []
      : [...(doc.history ?? []), { at: doc.editedAt ?? doc.createdAt, body: doc.body }];
  return { set: { body, editedAt: at, history }, unset: ['preview'] };
}

/** [DEL1] Only the sender deletes; nothing of the content stays; deleting twice changes nothing. */
export function deleted(doc: MessageDoc, userId: UserId, at: Date): Mutated {
  mustOwn(doc, userId);
  if (doc.deletedAt !== undefined) return null;
  return { set: { deletedAt: at }, unset: ['body', 'history', 'preview', 'reactions', 'replyTo'] };
}

/** [REACT1] One reaction a person; the same one again changes nothing. */
export function reacted(doc: MessageDoc, userId: UserId, emoji: string | null): Mutated {
  mustLive(doc);
  const reactions = doc.reactions ?? [];
  const held = reactions.find(reaction => reaction.userId === userId);
  if ((held?.emoji ?? null) === emoji) return null;
  mustHaveRoom(doc);
  const others = reactions.filter(reaction => reaction !== held);
  return { set: { reactions: emoji === null ? others : [...others, { userId, emoji }] } };
}

function mustOwn(doc: MessageDoc, userId: UserId): void {
  if (doc.senderId !== userId) throw new AppError('forbidden', 'Only the sender can change a message');
}

function mustLive(doc: MessageDoc): void {
  if (doc.deletedAt !== undefined) throw new AppError('conflict', 'The message is deleted');
}

function mustHaveRoom(doc: MessageDoc): void {
  if (doc.revs.length >= limits.changesPerMessage) {
    throw new AppError('conflict', 'This message was changed too many times');
  }
}
