// The second factor: enrolled with a first code, asked for at sign-in, taken off with the password.
import { AppError } from '../../common/errors.ts';
import type { UserId } from '../../common/ids.ts';
import type { Audit } from '../audit/service.ts';
import type { Caller, Clock } from '../context.ts';
import { open, seal, type Vault } from '../infra/vault.ts';
import { hashRecoveryCode, newRecoveryCodes, newSecret, stepOf, uriOf } from './codes.ts';
import type { AccountDoc, AccountStore } from './store.ts';

export type SecondFactor = ReturnType<typeof createSecondFactor>;

interface Parts {
  store: AccountStore;
  vault: Vault;
  audit: Audit;
  clock: Clock;
  /** Errors: `forbidden` when it is not this person's. */
  checkPassword(userId: UserId, password: string): Promise<void>;
}

const scope = 'accounts';
/** Wrong codes in this time; whoever guesses knows the password already. */
const failsMost = 10;
const failsFor = 15 * 60_000;

export function createSecondFactor({ store, vault, audit, clock, checkPassword }: Parts) {
  const key = () => vault.keyFor(scope);
  const contextOf = (id: UserId) => `account/${id}/totp`;

  async function mustHave(id: UserId): Promise<AccountDoc> {
    const account = await store.account(id);
    if (account === null) throw new AppError('not_found', 'There is no such person');
    return account;
  }

  async function tooMany({ totpFails }: AccountDoc): Promise<boolean> {
    if (totpFails === undefined || totpFails.count < failsMost) return false;
    return totpFails.since.getTime() + failsFor > clock.now().getTime();
  }

  async function isRight(account: AccountDoc, code: string): Promise<boolean> {
    const { _id, totp } = account;
    if (totp === undefined) return true;
    const step = stepOf(open(await key(), contextOf(_id), totp), code, clock.now());
    if (step !== null) return store.takeStep(_id, step);
    return store.takeRecovery(_id, hashRecoveryCode(code));
  }

  return {
    /** [TOTP2] Errors: `unauthorized` with `details.secondFactor`, `rate_limited`. */
    async check(userId: UserId, code: string | undefined): Promise<void> {
      const account = await mustHave(userId);
      if (account.totp === undefined) return;
      const details = { secondFactor: true, ...(code !== undefined && { wrong: true }) };
      if (code === undefined) throw new AppError('unauthorized', 'A code is needed too', details);
      if (await tooMany(account)) throw new AppError('rate_limited', 'Too many wrong codes; try again later');
      if (await isRight(account, code)) return;
      const now = clock.now();
      await store.failed(userId, now, new Date(now.getTime() - failsFor));
      throw new AppError('unauthorized', 'The code is wrong', details);
    },

    /** [TOTP1] A secret that waits for its first code. Errors: `forbidden` for a wrong password, `conflict`. */
    async begin({ userId }: Caller, password: string): Promise<{ secret: string; uri: string }> {
      await checkPassword(userId, password);
      const { totp, username } = await mustHave(userId);
      if (totp !== undefined) throw new AppError('conflict', 'The second factor is on already');
      const secret = newSecret();
      await store.setPending(userId, seal(await key(), contextOf(userId), secret));
      return { secret, uri: uriOf(secret, username) };
    },

    /** [TOTP1] Errors: `forbidden` for a wrong code, `conflict` when none waits. */
    async confirm({ userId }: Caller, code: string): Promise<string[]> {
      const { totpPending } = await mustHave(userId);
      if (totpPending === undefined) throw new AppError('conflict', 'Begin anew');
      const step = stepOf(open(await key(), contextOf(userId), totpPending), code, clock.now());
      if (step === null) throw new AppError('forbidden', 'The code is wrong');
      const codes = newRecoveryCodes();
      if (!(await store.enrol(userId, totpPending, step, codes.map(hashRecoveryCode)))) {
        throw new AppError('conflict', 'Begin anew');
      }
      await audit.record({ via: 'app', userId }, 'second_factor_on', { target: userId });
      return codes;
    },

    /** New recovery codes; the old ones end. Errors: `forbidden`, `conflict` while it is off. */
    async renewCodes({ userId }: Caller, password: string): Promise<string[]> {
      await checkPassword(userId, password);
      if ((await mustHave(userId)).totp === undefined) throw new AppError('conflict', 'It is off');
      const codes = newRecoveryCodes();
      await store.setRecovery(userId, codes.map(hashRecoveryCode));
      return codes;
    },

    /** Errors: `forbidden`. */
    async disable({ userId }: Caller, password: string): Promise<void> {
      await checkPassword(userId, password);
      if (!(await store.disable(userId))) return;
      await audit.record({ via: 'app', userId }, 'second_factor_off', { target: userId });
    },
  };
}
