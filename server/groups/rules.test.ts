// The rules of groups against random histories: one owner, and nobody does what is not theirs.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Role } from '../../common/chats/chat.ts';
import { AppError } from '../../common/errors.ts';
import type { UserId } from '../../common/ids.ts';
import { type Group, type GroupChange, type GroupMember, planChange } from './rules.ts';

const person = fc.constantFrom('a', 'b', 'c', 'd', 'e').map(id => id as UserId);
const role = fc.constantFrom<Role>('owner', 'admin', 'member');
const change: fc.Arbitrary<GroupChange> = fc.oneof(
  fc.record({ kind: fc.constant('rename' as const), title: fc.constantFrom('x', 'y') }),
  fc.record({ kind: fc.constant('add' as const), userIds: fc.array(person, { minLength: 1, maxLength: 3 }) }),
  fc.record({ kind: fc.constant('role' as const), userId: person, role }),
  fc.record({ kind: fc.constant('remove' as const), userId: person }),
);

const member = (userId: string, given: Role, joined: number): GroupMember => ({
  userId: userId as UserId,
  role: given,
  joinedAt: new Date(joined),
});

function apply(group: Group, asked: GroupChange, by: UserId, now: number): Group {
  const plan = planChange(asked, group, by);
  if (plan === null) return group;
  expect(plan.notes.length).toBeGreaterThan(0);
  const stay = group.members
    .filter(({ userId }) => !plan.leaves.includes(userId))
    .map(held => ({ ...held, role: plan.roles.get(held.userId) ?? held.role }));
  const members = [...stay, ...plan.joins.map(userId => member(userId, 'member', now))];
  return { title: plan.title ?? group.title, members };
}

test('[GRP5] after any changes a group with members has exactly one owner', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(person, change), { maxLength: 40 }), history => {
      let group: Group = { title: 'x', members: [member('a', 'owner', 0), member('b', 'member', 1)] };
      for (const [index, [by, asked]] of history.entries()) {
        const me = group.members.find(({ userId }) => userId === by);
        try {
          const after = apply(group, asked, by, index + 2);
          expect(me).toBeDefined();
          const isLeaving = asked.kind === 'remove' && asked.userId === by;
          if (me?.role === 'member' && !isLeaving) expect(after).toBe(group);
          group = after;
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
        }
        const owners = group.members.filter(held => held.role === 'owner');
        expect(owners).toHaveLength(group.members.length === 0 ? 0 : 1);
        expect(new Set(group.members.map(({ userId }) => userId)).size).toBe(group.members.length);
      }
    }),
  );
});

test('[GRP4] the oldest admin follows an owner who leaves, else the oldest member', () => {
  const leave = { kind: 'remove', userId: 'a' as UserId } as const;
  const crowd = [member('a', 'owner', 9), member('b', 'member', 1), member('c', 'member', 2)];
  const heir = (members: readonly GroupMember[]) => [
    ...(planChange(leave, { members }, 'a' as UserId)?.roles ?? []),
  ];
  expect(heir(crowd)).toEqual([['b', 'owner']]);
  expect(heir([...crowd, member('d', 'admin', 8), member('e', 'admin', 7)])).toEqual([['e', 'owner']]);
  expect(heir([member('a', 'owner', 0)])).toEqual([]);
});
