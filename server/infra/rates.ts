// Counts what users, devices and addresses do a minute, over all nodes, without keeping anybody waiting for Redis.
import type { Cluster, Redis } from 'ioredis';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../../common/errors.ts';
import type { Log } from '../context.ts';
import { Bounded } from './bounded.ts';
import { within } from './deadline.ts';
import type { Metrics } from './metrics.ts';
import type { LimitName, Tuning } from './tuning.ts';

export type RateName = Extract<LimitName, `${'requests' | 'guesses' | 'frames' | 'connects'}Per${string}`>;

export interface Rates {
  /** Counts one more; throws `rate_limited`. What other nodes counted is learnt a twentieth of the limit late. */
  spend(name: RateName, key: string): void;
  /** The same, exact over all nodes, and therefore waiting; without Redis in time this node's count decides. */
  spendExactly(name: RateName, key: string): Promise<void>;
}

interface Parts {
  tuning: Tuning;
  /** Null for one node alone. */
  redis: Redis | Cluster | null;
  metrics: Metrics;
  log: Log;
  /** Monotonic, in milliseconds. */
  now?: () => number;
}

/** What one key did here in the running minute, and how much of it the other nodes know. */
interface Book {
  limit: number;
  start: number;
  spent: number;
  told: number;
  telling: boolean;
  /** The others and we together spent it all. */
  blockedUntil: number;
}

const minute = 60_000;
const mostBooks = 100_000;
const redisAnswers = 500;

/** The error that tells when it makes sense to come back. */
export function tooMany(waitMs: number): AppError {
  const retryAfterMs = Math.max(1, Math.ceil(waitMs));
  return new AppError('rate_limited', 'Too many requests; try again in a moment', { retryAfterMs });
}

export function createRates({ tuning, redis, metrics, log, now = () => performance.now() }: Parts): Rates {
  const books = new Map<RateName, Bounded<string, Book>>();
  const shared = new Map<RateName, RateLimiterRedis>();

  function bookOf(name: RateName, key: string, limit: number): Book {
    const ofName = books.get(name) ?? new Bounded<string, Book>(mostBooks);
    books.set(name, ofName);
    const held = ofName.get(key);
    const blockedUntil = held?.limit === limit ? held.blockedUntil : 0;
    if (held?.limit === limit && now() - held.start < minute) return held;
    const book = { limit, start: now(), spent: 0, told: 0, telling: false, blockedUntil };
    ofName.set(key, book);
    return book;
  }

  /** Counts here; throws when this node alone, or all together, spent it. */
  function count(name: RateName, key: string, limit: number): Book {
    const book = bookOf(name, key, limit);
    const until = book.spent >= limit ? book.start + minute : book.blockedUntil;
    if (until > now()) {
      metrics.rateLimited.inc({ limit: name });
      throw tooMany(until - now());
    }
    book.spent += 1;
    return book;
  }

  async function tell(name: RateName, key: string, book: Book, limit: number): Promise<void> {
    const due = book.spent - book.told;
    book.told = book.spent;
    book.telling = true;
    try {
      await within(redisAnswers, limiterOf(name, limit).consume(key, due));
    } catch (outcome) {
      if (outcome instanceof RateLimiterRes) book.blockedUntil = now() + outcome.msBeforeNext;
      else
        log.warn({ err: (outcome as Error).message, limit: name }, 'Limits hold on this node alone for now');
    } finally {
      book.telling = false;
    }
  }

  function limiterOf(name: RateName, limit: number): RateLimiterRedis {
    const held = shared.get(name);
    if (held?.points === limit) return held;
    const made = new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `baraza:rate:${name}`,
      points: limit,
      duration: minute / 1000,
      rejectIfRedisNotReady: true,
    });
    shared.set(name, made);
    return made;
  }

  return {
    spend(name, key) {
      const limit = tuning.limit(name);
      if (limit === Number.POSITIVE_INFINITY) return;
      const book = count(name, key, limit);
      if (redis === null || book.telling || book.spent - book.told < Math.ceil(limit / 20)) return;
      void tell(name, key, book, limit);
    },

    async spendExactly(name, key) {
      const limit = tuning.limit(name);
      if (limit === Number.POSITIVE_INFINITY) return;
      const book = count(name, key, limit);
      if (redis === null) return;
      await tell(name, key, book, limit);
      if (book.blockedUntil <= now()) return;
      metrics.rateLimited.inc({ limit: name });
      throw tooMany(book.blockedUntil - now());
    },
  };
}
