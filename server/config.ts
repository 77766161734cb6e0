// The only reader of the environment: checks everything at start and lists all that is wrong at once.
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { times } from '../common/limits.ts';

export interface TurnConfig {
  /** Such as "turn:turn.example.org:3478"; several are separated by commas. */
  urls: string[];
  /** Shared with coturn (`static-auth-secret`): gives each user short-lived credentials. */
  secret: string | null;
  username: string | null;
  password: string | null;
  /** Seconds for which the short-lived credentials hold. */
  ttl: number;
}

/** Sizes are in bytes. */
export interface FilesConfig {
  /** Null where no place for files is named: uploads are then refused. */
  place: { folder: string } | { s3: S3Config } | null;
  maxBytes: number;
  userQuota: number | null;
  serverQuota: number | null;
}

export interface S3Config {
  endpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
}

export interface Config {
  production: boolean;
  host: string;
  port: number;
  mongodbUri: string;
  redisUrl: string | null;
  jwtSecret: string;
  /** Master keys, newest first: data keys are wrapped with the first and unwrapped with any. */
  masterKeys: MasterKey[];
  turn: TurnConfig | null;
  files: FilesConfig;
  /** Who may register by themselves. */
  registration: 'open' | 'invite' | 'closed';
  /** Days for which the log of administration is kept. */
  auditDays: number;
  /** Multiplies every rate limit; 0 turns limits off. */
  rateLimitScale: number;
  /** JSON with limits other than the usual ones; read again when it changes. */
  limitsFile: string | null;
  /** Whose word on a client's address is taken: names that fastify knows, addresses, networks. */
  trustedProxies: string;
  /** Fetch the pages that messages link to. Off unless asked for: it shows the server's address to them. */
  linkPreviews: boolean;
  /** Folder of the built web client. */
  webRoot: string;
  logLevel: string;
}

export interface MasterKey {
  id: string;
  key: Buffer;
}

/** Everything that is wrong with the environment, one problem a line. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is not complete:\n${problems.map(problem => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const redisProtocols = ['', '+cluster', '+sentinel'].flatMap(way => [`redis${way}:`, `rediss${way}:`]);

/** A reason not to start that its message tells whole: the one who runs the server needs no stack. */
export class StartRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StartRefused';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the configuration; throws ConfigError with every problem found. */
export function readConfig(env: Environment): Config {
  const problems: string[] = [];
  const text = (name: string) => env[name]?.trim() || null;
  const config: Config = {
    production: env.NODE_ENV === 'production',
    host: text('HOST') ?? '0.0.0.0',
    port: readNumber(text('PORT'), 5000, 'PORT', 0, 65_535, problems),
    mongodbUri: readUrl(text('MONGODB_URI'), 'MONGODB_URI', ['mongodb:', 'mongodb+srv:'], problems) ?? '',
    redisUrl: readUrl(text('REDIS_URL'), 'REDIS_URL', redisProtocols, problems),
    jwtSecret: text('JWT_SECRET') ?? '',
    masterKeys: readMasterKeys(text('MONGODB_ENCRYPTION_KEY'), problems),
    turn: readTurn(text, problems),
    files: readFiles(text, problems),
    registration: readRegistration(text('REGISTRATION'), problems),
    auditDays: readNumber(text('AUDIT_DAYS'), 365, 'AUDIT_DAYS', 1, 36_500, problems),
    rateLimitScale: readNumber(text('RATE_LIMIT_SCALE'), 1, 'RATE_LIMIT_SCALE', 0, 1_000_000, problems),
    limitsFile: text('LIMITS_FILE'),
    trustedProxies: text('TRUSTED_PROXIES') ?? 'loopback',
    linkPreviews: readSwitch(text('LINK_PREVIEWS'), 'LINK_PREVIEWS', problems),
    webRoot: resolve(text('BARAZA_WEB_ROOT') ?? resolve(import.meta.dirname, '../out/renderer')),
    logLevel: text('LOG_LEVEL') ?? 'info',
  };
  if (config.mongodbUri === '' && text('MONGODB_URI') === null) {
    problems.push(
      'MONGODB_URI is missing: the address of a MongoDB replica set, such as mongodb://127.0.0.1:27017/baraza',
    );
  }
  if (config.jwtSecret.length < 32) {
    problems.push('JWT_SECRET must have at least 32 characters: make one with "openssl rand -base64 48"');
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

function readNumber(
  value: string | null,
  fallback: number,
  name: string,
  min: number,
  max: number,
  problems: string[],
): number {
  if (value === null) return fallback;
  const number = Number(value);
  if (Number.isFinite(number) && number >= min && number <= max) return number;
  problems.push(`${name} must be a number from ${min} to ${max}`);
  return fallback;
}

function readRegistration(value: string | null, problems: string[]): Config['registration'] {
  if (value === null || value === 'open') return 'open';
  if (value === 'invite' || value === 'closed') return value;
  problems.push('REGISTRATION must be open, invite or closed');
  return 'closed';
}

function readSwitch(value: string | null, name: string, problems: string[]): boolean {
  if (value !== null && value !== 'on' && value !== 'off') problems.push(`${name} must be on or off`);
  return value === 'on';
}

function readUrl(value: string | null, name: string, protocols: string[], problems: string[]): string | null {
  if (value === null) return null;
  // A list of hosts (replica set, cluster) is no URL for the parser, so only the scheme is looked at.
  if (protocols.some(protocol => value.startsWith(`${protocol}//`))) return value;
  problems.push(`${name} must start with ${protocols.map(protocol => `${protocol}//`).join(' or ')}`);
  return null;
}

function readMasterKeys(value: string | null, problems: string[]): MasterKey[] {
  const keys = (value ?? '')
    .split(',')
    .map(part => Buffer.from(part.trim(), 'base64'))
    .filter(key => key.length > 0);
  if (keys.length === 0 || keys.some(key => key.length !== 32)) {
    problems.push(
      'MONGODB_ENCRYPTION_KEY must be 32 random bytes in base64: make one with "openssl rand -base64 32" (while rotating: new,old)',
    );
    return [];
  }
  return keys.map(key => ({ id: createHash('sha256').update(key).digest('hex').slice(0, 16), key }));
}

function readTurn(text: (name: string) => string | null, problems: string[]): TurnConfig | null {
  const usual = times.turnCredential / 1000;
  const ttl = readNumber(text('TURN_TTL_SECONDS'), usual, 'TURN_TTL_SECONDS', 1, 86_400, problems);
  if (!Number.isInteger(ttl)) problems.push('TURN_TTL_SECONDS must be a whole number');
  const urls = (text('TURN_SERVER_URL') ?? '')
    .split(',')
    .map(url => url.trim())
    .filter(url => url !== '');
  if (urls.length === 0) return null;
  const wrong = urls.find(url => !/^(turns?|stuns?):/.test(url));
  if (wrong !== undefined) problems.push('TURN_SERVER_URL must start with turn:, turns: or stun:');
  const turn = {
    urls,
    secret: text('TURN_SECRET'),
    username: text('TURN_USERNAME'),
    password: text('TURN_PASSWORD'),
    ttl,
  };
  const relays = urls.some(url => url.startsWith('turn'));
  if (relays && turn.secret === null && (turn.username === null || turn.password === null)) {
    problems.push('TURN_SERVER_URL needs TURN_SECRET, or TURN_USERNAME and TURN_PASSWORD');
  }
  return turn;
}

function readFiles(text: (name: string) => string | null, problems: string[]): FilesConfig {
  const folder = text('FILES_DIR');
  const s3 = readS3(text, problems);
  return {
    place: s3 !== null ? { s3 } : folder === null ? null : { folder: resolve(folder) },
    maxBytes: readBytes(text('FILES_MAX_BYTES'), 'FILES_MAX_BYTES', problems) ?? 2 * 1024 ** 3,
    userQuota: readBytes(text('FILES_USER_QUOTA'), 'FILES_USER_QUOTA', problems),
    serverQuota: readBytes(text('FILES_SERVER_QUOTA'), 'FILES_SERVER_QUOTA', problems),
  };
}

function readS3(text: (name: string) => string | null, problems: string[]): S3Config | null {
  const endpoint = readUrl(text('S3_ENDPOINT'), 'S3_ENDPOINT', ['http:', 'https:'], problems);
  if (endpoint === null) return null;
  const needed = (name: string) => {
    const value = text(name);
    if (value === null) problems.push(`${name} is missing: S3_ENDPOINT needs it`);
    return value ?? '';
  };
  return {
    endpoint,
    region: text('S3_REGION') ?? 'us-east-1',
    bucket: needed('S3_BUCKET'),
    accessKeyId: needed('S3_ACCESS_KEY_ID'),
    secretAccessKey: needed('S3_SECRET_ACCESS_KEY'),
  };
}

const units: Record<string, number> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** Such as "500M" or "2G"; a bare number is in bytes. */
function readBytes(value: string | null, name: string, problems: string[]): number | null {
  if (value === null) return null;
  const [, number, unit = ''] = /^(\d+)\s*([kmgt]?)i?b?$/i.exec(value) ?? [];
  const bytes = Number(number) * (units[unit.toLowerCase()] ?? 1);
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  problems.push(`${name} must be a size such as 500M or 2G`);
  return null;
}
