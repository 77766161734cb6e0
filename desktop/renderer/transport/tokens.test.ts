// Renewal happens once, is stored before use, and ends the session only when the server says so.
import { describe, expect, test } from 'vitest';
import type { SignedIn, User } from '../../../common/auth/user.ts';
import { AppError } from '../../../common/errors.ts';
import type { DeviceId, UserId } from '../../../common/ids.ts';
import { createTokens, type StoredSession } from './tokens.ts';

const user: User = { id: 'u1' as UserId, username: 'asha', displayName: 'Asha' };
const signedIn = (number: number): SignedIn => ({
  user,
  deviceId: 'd1' as DeviceId,
  accessToken: `access${number}`,
  refreshToken: `refresh${number}`,
  expiresIn: 900,
});

function setUp(refuse?: AppError) {
  let stored: StoredSession | null = null;
  let now = 0;
  let ended = 0;
  const used: string[] = [];
  const tokens = createTokens({
    vault: {
      load: async () => stored,
      save: async session => {
        stored = session;
      },
      clear: async () => {
        stored = null;
      },
    },
    refresh: async token => {
      used.push(token);
      if (refuse) throw refuse;
      return signedIn(used.length + 1);
    },
    monotonic: () => now,
    exclusively: task => task(),
    onEnded: () => {
      ended += 1;
    },
  });
  const pass = (ms: number) => {
    now += ms;
  };
  return { tokens, used, pass, stored: () => stored?.refreshToken, ended: () => ended };
}

describe('the tokens', () => {
  test('are reused until shortly before their end', async () => {
    const { tokens, used, pass } = setUp();
    await tokens.adopt(signedIn(1));
    pass(800_000);
    expect(await tokens.access(false)).toBe('access1');
    pass(60_000);
    expect(await tokens.access(false)).toBe('access2');
    expect(used).toEqual(['refresh1']);
  });

  test('are renewed once for all who ask at the same time, and stored first', async () => {
    const { tokens, used, stored } = setUp();
    await tokens.adopt(signedIn(1));
    const all = await Promise.all([tokens.access(true), tokens.access(true), tokens.access(false)]);
    expect(all).toEqual(['access2', 'access2', 'access2']);
    expect(used).toEqual(['refresh1']);
    expect(stored()).toBe('refresh2');
  });

  test('a refusal ends the session', async () => {
    const { tokens, stored, ended } = setUp(new AppError('unauthorized', 'no'));
    await tokens.adopt(signedIn(1));
    await expect(tokens.access(true)).rejects.toMatchObject({ code: 'unauthorized' });
    expect([stored(), ended()]).toEqual([undefined, 1]);
  });

  test('a lost network does not', async () => {
    const { tokens, stored, ended } = setUp(new AppError('unavailable', 'no'));
    await tokens.adopt(signedIn(1));
    await expect(tokens.access(true)).rejects.toMatchObject({ code: 'unavailable' });
    expect([stored(), ended()]).toEqual(['refresh1', 0]);
  });
});
