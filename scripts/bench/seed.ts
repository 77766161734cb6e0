// Accounts straight into Baraza's database, signed in: thousands of them without as many passwords to be hashed.
import jwt from '@fastify/jwt';
import fastify from 'fastify';
import { MongoClient } from 'mongodb';
import { createAuthStore } from '../../server/auth/store.ts';
import { createAccessTokens } from '../../server/auth/tokens.ts';
import { type Account, eachOf } from './people.ts';

interface Where {
  readonly MONGODB_URI: string;
  readonly JWT_SECRET: string;
}

/** Nobody can sign in to these with a password: each has one session, of this moment. */
export async function seedAccounts(where: Where, count: number): Promise<Account[]> {
  const app = fastify();
  await app.register(jwt, { secret: where.JWT_SECRET });
  const tokens = createAccessTokens(app.jwt);
  const client = new MongoClient(where.MONGODB_URI);
  const store = createAuthStore(client.db());
  const now = new Date();
  try {
    return await eachOf(count, async index => {
      const user = await store.insertUser(`bench${index}`, `Bench ${index}`, 'none', now);
      const { _id: deviceId } = await store.insertDevice(user._id, 'bench', now);
      return { id: user._id, token: tokens.sign({ userId: user._id, deviceId }) };
    });
  } finally {
    await client.close();
    await app.close();
  }
}
