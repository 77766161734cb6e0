// Every command: what it is called, what it takes, what it does.
import { readConfig } from '../../server/config.ts';
import { rewrapKeys } from '../../server/infra/vault.ts';
import { backup } from './backup.ts';
import { examine } from './doctor.ts';
import { exportPerson } from './export.ts';
import { reindex } from './reindex.ts';
import { restore, verify } from './restore.ts';
import { type Tools, withTools } from './tools.ts';

export interface Given {
  readonly env: NodeJS.ProcessEnv;
  readonly args: readonly string[];
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  say(line: string): void;
  /** The command ends with an exit code that tells of something ill, after its result is printed. */
  fail(): void;
}

interface Command {
  /** Arguments and flags, as they are shown. */
  readonly takes: string;
  readonly does: string;
  readonly args: number;
  /** How many more arguments may follow. */
  readonly optional?: number;
  readonly flags?: readonly string[];
  /** What it gives back is printed: a text as it is, anything else as a table of names or as JSON. */
  run(given: Given): Promise<unknown>;
}

const cli = { via: 'cli' } as const;

const withPerson =
  (run: (tools: Tools, id: Parameters<Tools['admin']['devices']>[0], given: Given) => Promise<unknown>) =>
  (given: Given) =>
    withTools(given.env, async tools => run(tools, await tools.person(given.args[0] ?? ''), given));

function passphraseOf({ env }: Given): string {
  const passphrase = env.BARAZA_BACKUP_PASSPHRASE ?? '';
  if (passphrase.length >= 12) return passphrase;
  throw new Error('BARAZA_BACKUP_PASSPHRASE must hold a passphrase of at least 12 characters');
}

function numberOf(value: string | boolean | undefined, usual: number, name: string): number {
  const number = value === undefined ? usual : Number(value);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`--${name} must be a whole number`);
}

export const commands: Readonly<Record<string, Command>> = {
  'create-user': {
    takes: '<username> <name> [--admin]',
    does: 'makes an account and prints its first password',
    args: 2,
    flags: ['admin'],
    run: ({ env, args: [username = '', displayName = ''], flags }) =>
      withTools(env, async ({ admin }) => {
        const made = await admin.createUser(cli, { username, displayName });
        if (flags.admin) await admin.setAdmin(cli, made.user.id, true);
        return { id: made.user.id, username, password: made.password };
      }),
  },
  invite: {
    takes: '[--uses N] [--days N] [--url https://…]',
    does: 'prints an invitation, as links where the address of the server is given',
    args: 0,
    flags: ['uses', 'days', 'url'],
    run: ({ env, flags }) =>
      withTools(env, async ({ invites }) => {
        const uses = numberOf(flags.uses, 1, 'uses');
        const { token, invite } = await invites.create(cli, { uses, days: numberOf(flags.days, 7, 'days') });
        const url = typeof flags.url === 'string' ? new URL(flags.url).origin : null;
        return {
          token,
          expiresAt: invite.expiresAt,
          ...(url !== null && {
            web: `${url}/?invite=${token}`,
            app: `baraza://invite/${token}?server=${encodeURIComponent(url)}`,
          }),
        };
      }),
  },
  'reset-password': {
    takes: '<username>',
    does: 'prints a new password and ends all sessions',
    args: 1,
    run: withPerson(async ({ admin }, id) => ({ password: await admin.resetPassword(cli, id) })),
  },
  sessions: {
    takes: '<username>',
    does: 'lists where somebody is signed in',
    args: 1,
    run: withPerson(({ admin }, id) => admin.devices(id)),
  },
  'end-sessions': {
    takes: '<username>',
    does: 'ends all sessions of somebody',
    args: 1,
    run: withPerson(async ({ admin }, id) => ({ ended: await admin.endAllSessions(cli, id) })),
  },
  'second-factor-off': {
    takes: '<username>',
    does: 'takes the second factor off, for who lost phone and codes',
    args: 1,
    run: withPerson(async ({ admin }, id) => {
      await admin.disableSecondFactor(cli, id);
      return 'Off';
    }),
  },
  'set-admin': {
    takes: '<username> [--off]',
    does: 'makes somebody an administrator, or not any more',
    args: 1,
    flags: ['off'],
    run: withPerson(async ({ admin }, id, { flags }) => {
      await admin.setAdmin(cli, id, flags.off !== true);
      return 'Done';
    }),
  },
  export: {
    takes: '<username> <folder>',
    does: 'writes all that is one person’s into a new folder: JSON, and their files',
    args: 2,
    run: withPerson(async (tools, id, { args, fail }) => {
      const counts = await exportPerson(tools, id, args[1] ?? '');
      if (counts.lost > 0) fail();
      return counts;
    }),
  },
  'delete-user': {
    takes: '<username> --yes',
    does: 'removes an account with its messages and files, at once',
    args: 1,
    flags: ['yes'],
    run: withPerson(async ({ admin, accounts }, id, { flags }) => {
      if (flags.yes !== true) throw new Error('This can not be undone: add --yes');
      await admin.deleteUser(cli, id);
      await accounts.erase(id, cli);
      return 'Deleted';
    }),
  },
  'rotate-keys': {
    takes: '',
    does: 'wraps all data keys with the first key of MONGODB_ENCRYPTION_KEY=new,old, while servers with both run',
    args: 0,
    run: ({ env }) =>
      withTools(env, async ({ mongo, config, audit }) => {
        const rewrapped = await rewrapKeys(mongo.db, config.masterKeys);
        await audit.record(cli, 'keys_rotated', { details: `${rewrapped} keys` });
        return { rewrapped, masterKey: config.masterKeys[0]?.id };
      }),
  },
  reindex: {
    takes: '[--rotate]',
    does: 'makes the search index anew while the server runs, on request with a fresh key; goes on where it broke off',
    args: 0,
    flags: ['rotate'],
    async run({ env, flags, say }) {
      const done = await reindex(env, { rotate: flags.rotate === true, say });
      return `The search index is made anew: ${done} messages`;
    },
  },
  backup: {
    takes: '<file>',
    does: 'writes everything, sealed with BARAZA_BACKUP_PASSPHRASE, while the server runs',
    args: 1,
    run: given => {
      const passphrase = passphraseOf(given);
      return withTools(given.env, async tools => {
        const totals = await backup(tools, given.args[0] ?? '', passphrase);
        if (totals.lost > 0) given.fail();
        return totals;
      });
    },
  },
  verify: {
    takes: '<file>',
    does: 'reads a backup to its end: that it is whole and unaltered, and whether MONGODB_ENCRYPTION_KEY opens it',
    args: 1,
    async run(given) {
      const totals = await verify(given.args[0] ?? '', passphraseOf(given));
      const known = new Set(readConfig(given.env).masterKeys.map(({ id }) => id));
      const keysLacking = totals.masterKeys.filter(id => !known.has(id));
      if (keysLacking.length > 0 || totals.lost > 0) given.fail();
      return { ...totals, keysLacking };
    },
  },
  restore: {
    takes: '<file>',
    does: 'fills an empty database and file storage from a backup',
    args: 1,
    run: given => {
      const passphrase = passphraseOf(given);
      return withTools(given.env, tools => restore(tools, given.args[0] ?? '', passphrase));
    },
  },
  doctor: {
    takes: '[address]',
    does: 'tries MongoDB, Redis, files and TURN; with the address that clients use, the socket, clock and certificate',
    args: 0,
    optional: 1,
    async run({ env, args: [address = null], flags, fail }) {
      const findings = await examine(env, address);
      if (!findings.every(({ fine }) => fine)) fail();
      if (flags.json) return findings;
      return findings.map(({ part, fine, line }) => `${part}  ${fine ? 'fine' : 'ILL'}: ${line}`);
    },
  },
  stats: {
    takes: '',
    does: 'counts what there is',
    args: 0,
    run: ({ env }) => withTools(env, ({ admin }) => admin.stats()),
  },
  audit: {
    takes: '[--limit N]',
    does: 'shows the log of administration, newest first',
    args: 0,
    flags: ['limit'],
    run: ({ env, flags }) =>
      withTools(env, ({ audit }) => audit.page(undefined, numberOf(flags.limit, 50, 'limit'))),
  },
};
