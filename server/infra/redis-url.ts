// Reads where Redis is: one server, a Cluster or Sentinels, with or without TLS, in one address.
import type { ConnectionOptions } from 'node:tls';
import { StartRefused } from '../config.ts';

interface Host {
  readonly host: string;
  readonly port: number;
}

interface Options {
  readonly username?: string;
  readonly password?: string;
  readonly db?: number;
  readonly tls?: ConnectionOptions;
  readonly sentinelPassword?: string;
  readonly enableTLSForSentinelMode?: boolean;
}

export type RedisPlace =
  | { readonly kind: 'single'; readonly host: Host; readonly options: Options }
  | { readonly kind: 'cluster'; readonly hosts: readonly Host[]; readonly options: Options }
  | {
      readonly kind: 'sentinel';
      readonly hosts: readonly Host[];
      /** Under which the Sentinels know the master. */
      readonly name: string;
      readonly options: Options;
    };

const shape =
  /^(redis|rediss)(?:\+(cluster|sentinel))?:\/\/(?:([^@/]*)@)?([^@/?]+)(?:\/([^?]*))?(?:\?(.*))?$/;

/**
 * `redis://host:6379/0`, `redis+cluster://a:6379,b:6379`, `redis+sentinel://a:26379,b:26379/name`; `rediss` for TLS;
 * `user:password@` before the hosts; `?sentinelPassword=` for Sentinels that ask for one. Throws what is wrong.
 */
export function readRedisUrl(url: string): RedisPlace {
  const [, scheme, way, login, list, path = '', query = ''] = shape.exec(url) ?? [];
  if (scheme === undefined || list === undefined) {
    throw new StartRefused(
      'REDIS_URL must look like redis://host:6379, redis+cluster://a:6379,b:6379 or ' +
        'redis+sentinel://a:26379,b:26379/name, with rediss instead of redis for TLS',
    );
  }
  const hosts = list.split(',').map(part => readHost(part, way === 'sentinel' ? 26_379 : 6379));
  const options = { ...readLogin(login), ...(scheme === 'rediss' && { tls: {} }) };
  if (way === 'cluster') return { kind: 'cluster', hosts, options };
  if (way === 'sentinel') {
    if (path === '') throw new StartRefused('REDIS_URL names no master: add its name after a slash');
    const sentinelPassword = new URLSearchParams(query).get('sentinelPassword');
    const more = {
      ...(sentinelPassword !== null && { sentinelPassword }),
      ...(scheme === 'rediss' && { enableTLSForSentinelMode: true }),
    };
    return { kind: 'sentinel', hosts, name: decodeURIComponent(path), options: { ...options, ...more } };
  }
  const [host, second] = hosts;
  if (host === undefined || second !== undefined) {
    throw new StartRefused('REDIS_URL names several servers: say redis+cluster:// or redis+sentinel://');
  }
  return { kind: 'single', host, options: { ...options, ...(path !== '' && { db: Number(path) }) } };
}

function readHost(part: string, usual: number): Host {
  const { hostname, port } = new URL(`redis://${part}`);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? usual : Number(port) };
}

function readLogin(login: string | undefined): Pick<Options, 'username' | 'password'> {
  if (login === undefined || login === '') return {};
  const [username = '', password = ''] = login.split(/:(.*)/s).map(decodeURIComponent);
  return { ...(username !== '' && { username }), ...(password !== '' && { password }) };
}
