// The real server as a process of its own, on a free port, which tests may kill and start again.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/run/port.ts';
import { launchServer, type ServerProcess, serverSecrets } from '../../scripts/run/server.ts';
import { removeFolder } from './folder.ts';
import { testDatabase } from './mongo.ts';

export interface TestServer {
  /** Such as "http://127.0.0.1:40123". */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Where it keeps files, unless it was told of S3. */
  readonly files: string;
  /** Everything it printed since its last start. */
  log(): string;
  /** SIGTERM drains, SIGKILL is a power cut. Resolves when it has ended, with its exit code or signal. */
  kill(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
  signal(name: NodeJS.Signals): void;
  /** Same port, same database, same secrets. */
  restart(): Promise<void>;
  /** Ends the server and drops its database. */
  stop(): Promise<void>;
}

export interface TestServerOptions {
  /** Over the harness's own; a MONGODB_URI in it shares a database between nodes. */
  readonly env?: Readonly<Record<string, string>>;
  readonly port?: number;
}

/** Starts a server on a database of its own and waits until it is ready. */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const database = options.env?.MONGODB_URI ? undefined : await testDatabase();
  const port = options.port ?? (await freePort());
  const files = mkdtempSync(join(tmpdir(), 'baraza-files-'));
  const env = {
    ...cleanEnvironment(),
    FILES_DIR: files,
    ...serverSecrets(),
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    BARAZA_WEB_ROOT: join(import.meta.dirname, '../../out/test/renderer'),
    ...(database ? { MONGODB_URI: database.uri } : {}),
    ...options.env,
    PORT: String(port),
  };
  let server: ServerProcess = await launchServer({ env, port });
  return {
    url: server.url,
    port,
    files,
    get pid() {
      return server.process.pid;
    },
    log: () => server.process.tail(),
    kill: async (signal = 'SIGTERM') => {
      await server.process.stop({ signal });
      return server.process.ended;
    },
    signal: name => void process.kill(server.process.pid, name),
    restart: async () => {
      await server.process.stop();
      server = await launchServer({ env, port });
    },
    stop: async () => {
      await server.process.stop();
      await database?.drop();
      await removeFolder(files);
    },
  };
}

// What the developer's shell says about a server must not reach the tests'.
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, LANG, NODE_EXTRA_CA_CERTS } = process.env;
  return { PATH, HOME, TMPDIR, LANG, NODE_EXTRA_CA_CERTS };
}
