// Who may do what in a group, and what becomes of it: pure decisions over the members as they are now.
import type { Role } from '../../common/chats/chat.ts';
import { AppError } from '../../common/errors.ts';
import type { UserId } from '../../common/ids.ts';
import { limits } from '../../common/limits.ts';
import type { SystemNote } from '../../common/messages/message.ts';

export type GroupChange =
  | { readonly kind: 'rename'; readonly title: string }
  | { readonly kind: 'add'; readonly userIds: readonly UserId[] }
  | { readonly kind: 'role'; readonly userId: UserId; readonly role: Role }
  | { readonly kind: 'remove'; readonly userId: UserId };

export interface GroupMember {
  readonly userId: UserId;
  readonly role: Role;
  readonly joinedAt: Date;
}

export interface Group {
  readonly title?: string | undefined;
  /** Those who are in it now. */
  readonly members: readonly GroupMember[];
}

export interface Plan {
  readonly title?: string;
  readonly joins: readonly UserId[];
  readonly leaves: readonly UserId[];
  readonly roles: ReadonlyMap<UserId, Role>;
  /** The first one tells of those who leave. */
  readonly notes: readonly SystemNote[];
}

const nothing = { joins: [], leaves: [], roles: new Map<UserId, Role>() };

/** [GRP1] What a change does; null when it changes nothing. Errors: `forbidden`, `not_found`, `conflict`. */
export function planChange(change: GroupChange, group: Group, by: UserId): Plan | null {
  const me = group.members.find(member => member.userId === by);
  if (me === undefined) throw new AppError('forbidden', 'You are not a member of this chat');
  switch (change.kind) {
    case 'rename':
      return rename(change.title, group, me);
    case 'add':
      return add(change.userIds, group, me);
    case 'role':
      return setRole(change.userId, change.role, group, me);
    case 'remove':
      return change.userId === by ? leave(group, me) : remove(change.userId, group, me);
  }
}

function rename(title: string, group: Group, me: GroupMember): Plan | null {
  mustManage(me);
  if (title === group.title) return null;
  return { ...nothing, title, notes: [{ kind: 'renamed', title }] };
}

function add(userIds: readonly UserId[], group: Group, me: GroupMember): Plan | null {
  mustManage(me);
  const inside = new Set(group.members.map(member => member.userId));
  const joins = [...new Set(userIds)].filter(id => !inside.has(id));
  if (joins.length === 0) return null;
  if (inside.size + joins.length > limits.groupMembers) {
    throw new AppError('conflict', `A group has at most ${limits.groupMembers} members`);
  }
  return { ...nothing, joins, notes: [{ kind: 'added', userIds: joins }] };
}

/** [GRP3] There is one owner: who gives the role away is an admin from then on. */
function setRole(userId: UserId, role: Role, group: Group, me: GroupMember): Plan | null {
  if (me.role !== 'owner') throw new AppError('forbidden', 'Only the owner changes roles');
  const target = mustBeInside(userId, group);
  if (target.role === role) return null;
  if (target === me) throw new AppError('conflict', 'Make somebody else the owner first');
  const roles = new Map([[userId, role]]);
  if (role === 'owner') roles.set(me.userId, 'admin');
  return { ...nothing, roles, notes: [{ kind: 'role', userIds: [userId], role }] };
}

function remove(userId: UserId, group: Group, me: GroupMember): Plan {
  mustManage(me);
  const target = mustBeInside(userId, group);
  if (me.role === 'admin' && target.role !== 'member') {
    throw new AppError('forbidden', 'Only the owner removes admins');
  }
  return { ...nothing, leaves: [userId], notes: [{ kind: 'removed', userIds: [userId] }] };
}

/** [GRP4] An owner who leaves is followed by the oldest admin, else by the oldest member. */
function leave(group: Group, me: GroupMember): Plan {
  const left: SystemNote = { kind: 'left', userIds: [me.userId] };
  const plan = { ...nothing, leaves: [me.userId], notes: [left] };
  const heir = me.role === 'owner' ? heirOf(group, me) : undefined;
  if (heir === undefined) return plan;
  const note: SystemNote = { kind: 'role', userIds: [heir.userId], role: 'owner' };
  return { ...plan, roles: new Map([[heir.userId, 'owner']]), notes: [left, note] };
}

function heirOf(group: Group, owner: GroupMember): GroupMember | undefined {
  const rank = (member: GroupMember) => (member.role === 'admin' ? 0 : 1);
  const [first] = group.members
    .filter(member => member !== owner)
    .sort(
      (a, b) =>
        rank(a) - rank(b) || a.joinedAt.getTime() - b.joinedAt.getTime() || (a.userId < b.userId ? -1 : 1),
    );
  return first;
}

function mustManage(me: GroupMember): void {
  if (me.role === 'member') throw new AppError('forbidden', 'Only the owner and admins do this');
}

function mustBeInside(userId: UserId, group: Group): GroupMember {
  const target = group.members.find(member => member.userId === userId);
  if (target === undefined) throw new AppError('not_found', 'This person is not in the group');
  return target;
}
