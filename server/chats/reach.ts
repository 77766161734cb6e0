// Who can not be brought together: people of whom one blocked the other.
import { AppError } from '../../common/errors.ts';
import type { UserId } from '../../common/ids.ts';

/** [BLK2] Errors: `forbidden` when one of these people is kept apart from whoever asks. */
export function mustReach(apart: ReadonlySet<UserId>, userIds: readonly UserId[]): void {
  if (userIds.some(id => apart.has(id))) throw new AppError('forbidden', 'This person can not be reached');
}
