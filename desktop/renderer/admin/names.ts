// Names of people among those that came along with an answer.
import type { AdminUser } from '../../../common/admin/admin.ts';

/** Undefined for whoever is not among them. */
export function nameIn(users: readonly AdminUser[], id: string | undefined): string | undefined {
  return users.find(user => user.id === id)?.displayName;
}
