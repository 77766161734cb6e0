// The session's tokens: kept by the bridge, renewed once for everyone who asks, never used before they are stored.
import type { SignedIn, User } from '../../../common/auth/user.ts';
import { AppError } from '../../../common/errors.ts';
import type { DeviceId } from '../../../common/ids.ts';

/** What survives a restart. */
export interface StoredSession {
  readonly refreshToken: string;
  readonly user: User;
  readonly deviceId: DeviceId;
}

export interface TokenVault {
  load(): Promise<StoredSession | null>;
  save(session: StoredSession): Promise<void>;
  clear(): Promise<void>;
}

export interface TokensOptions {
  readonly vault: TokenVault;
  readonly refresh: (refreshToken: string) => Promise<SignedIn>;
  readonly monotonic: () => number;
  /** Runs a task while no other window of the same profile does. */
  readonly exclusively: <T>(task: () => Promise<T>) => Promise<T>;
  /** The server refuses the session for good. */
  readonly onEnded: () => void;
}

export interface Tokens {
  restore(): Promise<StoredSession | null>;
  adopt(signedIn: SignedIn): Promise<void>;
  /** A valid access token; `renew` when the last one was refused. */
  access(renew: boolean): Promise<string>;
  clear(): Promise<void>;
}

const earlyMs = 60_000;

/** The keeper of one session. */
export function createTokens(options: TokensOptions): Tokens {
  const { vault, refresh, monotonic, exclusively, onEnded } = options;
  let held: { readonly token: string; readonly endsAt: number } | null = null;
  let renewal: Promise<string> | null = null;

  const take = async (signedIn: SignedIn) => {
    const { refreshToken, user, deviceId, accessToken, expiresIn } = signedIn;
    await vault.save({ refreshToken, user, deviceId });
    held = { token: accessToken, endsAt: monotonic() + expiresIn * 1_000 };
    return accessToken;
  };

  const renewNow = () =>
    exclusively(async () => {
      const session = await vault.load();
      if (session === null) throw new AppError('unauthorized', 'There is no session');
      try {
        return await take(await refresh(session.refreshToken));
      } catch (error) {
        if (error instanceof AppError && error.code === 'unauthorized') {
          held = null;
          await vault.clear();
          onEnded();
        }
        throw error;
      }
    });

  return {
    restore: () => vault.load(),
    adopt: async signedIn => void (await take(signedIn)),
    access(renew) {
      if (renewal) return renewal;
      if (!renew && held !== null && held.endsAt - monotonic() > earlyMs) return Promise.resolve(held.token);
      renewal = renewNow().finally(() => {
        renewal = null;
      });
      return renewal;
    },
    async clear() {
      held = null;
      await vault.clear();
    },
  };
}
