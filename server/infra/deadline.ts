// Bounds a wait on a dependency, so that one answer that never comes can not stall everybody behind it.
import { AppError } from '../../common/errors.ts';

/** Longer than the database driver's own limits; beyond it the answer is taken as lost. */
export const databaseAnswers = 10_000;

/**
 * The result of `work`, or AppError `unavailable` after `limit` milliseconds. The work itself may still finish later:
 * only for work that is safe to be done again.
 */
export async function within<T>(limit: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new AppError('unavailable', 'The database does not answer; try again')),
      limit,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
