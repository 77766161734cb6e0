// Who people are: accounts, their sessions and second factor, invitations, and the log of what is done to them.
import type { JWT } from '@fastify/jwt';
import type { Db } from 'mongodb';
import type { DeviceId, UserId } from '../common/ids.ts';
import { createSecondFactor } from './accounts/second.ts';
import { createAccountStore } from './accounts/store.ts';
import { createAudit } from './audit/service.ts';
import { createAuditStore } from './audit/store.ts';
import { createAuthService } from './auth/service.ts';
import { createAuthStore, newId } from './auth/store.ts';
import { createAccessTokens } from './auth/tokens.ts';
import type { Config } from './config.ts';
import type { Clock } from './context.ts';
import type { Bus } from './infra/bus.ts';
import type { Vault } from './infra/vault.ts';
import { createInvites } from './invites/service.ts';
import { createInviteStore } from './invites/store.ts';

interface Parts {
  config: Config;
  db: Db;
  vault: Vault;
  bus: Bus;
  clock: Clock;
  jwt: JWT;
  onlineDevices(userId: UserId): Promise<ReadonlySet<DeviceId>>;
}

export function createIdentity({ config, db, vault, bus, clock, jwt, onlineDevices }: Parts) {
  const accountStore = createAccountStore(db);
  const audit = createAudit({ store: createAuditStore(db), clock, days: config.auditDays });
  const invites = createInvites({
    store: createInviteStore(db),
    mode: config.registration,
    isEmpty: accountStore.isEmpty,
    audit,
    clock,
    newId,
  });
  const second = createSecondFactor({
    store: accountStore,
    vault,
    audit,
    clock,
    checkPassword: (userId, password) => auth.checkPassword(userId, password),
  });
  const auth = createAuthService({
    store: createAuthStore(db),
    tokens: createAccessTokens(jwt),
    bus,
    clock,
    audit,
    invites,
    second,
    accounts: { found: accountStore.found, stay: userId => accountStore.stay(userId, clock.now()) },
    onlineDevices,
  });
  return { accountStore, audit, invites, second, auth };
}
