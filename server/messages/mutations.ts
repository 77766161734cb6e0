// What may happen to a message after it was sent: pure rules, applied by the commit.
import { AppError } from '../../common/errors.ts';
import type { UserId } from '../../common/ids.ts';
import { limits } from '../../common/limits.ts';
import type { Sealed } from '../infra/vault.ts';
import type { Mutation } from './numbering.ts';
import type { MessageDoc } from './store.ts';

type Mutated = ReturnType<Mutation>;

/** [EDIT1] Only the sender edits, only own words that are not deleted; earlier bodies are kept, as is what it replies to. */
export function edited(
  doc: MessageDoc,
  userId: UserId,
  content: { body: Sealed; mentions: UserId[] },
  made: { at: Date; rev: number },
): Mutated {
  mustBeWritten(doc);
  mustOwn(doc, userId);
  mustLive(doc);
  mustHaveRoom(doc);
  if (doc.forwardedFrom !== undefined)
    throw new AppError('conflict', 'A forwarded message can not be edited');
  const earlier = doc.history ?? [];
  if (earlier.length >= limits.editsPerMessage) {
    throw new AppError('conflict', 'This message was edited too many times');
  }
  const history =
    doc.body === undefined
      ? earlier
      : [
          ...earlier,
          { at: doc.editedAt ?? doc.createdAt, rev: doc.editedRev ?? doc.revs[0] ?? 0, body: doc.body },
        ];
  const { body, mentions } = content;
  const set = { body, history, editedAt: made.at, editedRev: made.rev };
  return mentions.length === 0
    ? { set, unset: ['preview', 'mentions'] }
    : { set: { ...set, mentions }, unset: ['preview'] };
}

/** [DEL1] Only the sender deletes; nothing of the content stays; deleting twice changes nothing. */
export function deleted(doc: MessageDoc, userId: UserId, at: Date): Mutated {
  mustBeWritten(doc);
  mustOwn(doc, userId);
  if (doc.deletedAt !== undefined) return null;
  return {
    set: { deletedAt: at },
    unset: ['body', 'history', 'preview', 'reactions', 'replyTo', 'mentions', 'forwardedFrom', 'fileIds'],
  };
}

/** [REACT1] One reaction a person; the same one again changes nothing; [REACT3] only so many different ones. */
export function reacted(doc: MessageDoc, userId: UserId, emoji: string | null, rev: number): Mutated {
  mustBeWritten(doc);
  mustLive(doc);
  const reactions = doc.reactions ?? [];
  const held = reactions.find(reaction => reaction.userId === userId);
  if ((held?.emoji ?? null) === emoji) return null;
  mustHaveRoom(doc);
  const others = reactions.filter(reaction => reaction !== held);
  if (emoji === null) return { set: { reactions: others } };
  const different = new Set([...others.map(reaction => reaction.emoji), emoji]);
  if (different.size > limits.emojiPerMessage) {
    throw new AppError('conflict', 'There are too many different reactions to this message');
  }
  return { set: { reactions: [...others, { userId, emoji, rev }] } };
}

function mustBeWritten(doc: MessageDoc): void {
  if (doc.system !== undefined)
    throw new AppError('conflict', 'Nobody wrote this message; it stays as it is');
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
