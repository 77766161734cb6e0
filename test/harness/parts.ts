// The real parts that a whole test run shares: each is started when first asked for, and ended with the run.
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen } from '../../scripts/run/port.ts';
import { removeFolder } from './folder.ts';
import { type PrivateMongo, startPrivateMongo } from './mongo.ts';

/** Where tests find the shared parts; set for all processes of a run. */
export const PARTS_VARIABLE = 'BARAZA_TEST_PARTS';

export interface Parts {
  stop(): Promise<void>;
}

/** Opens the door at which test processes ask for shared parts; does nothing when an outer run has done it. */
export async function serveParts(): Promise<Parts> {
  if (process.env[PARTS_VARIABLE]) return { stop: async () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'baraza-test-'));
  let mongo: Promise<PrivateMongo> | undefined;
  const server = createServer((request, response) => {
    if (request.url !== '/mongo') {
      response.writeHead(404).end();
      return;
    }
    mongo ??= startPrivateMongo({ folder });
    mongo.then(
      ({ uri }) => response.end(uri('')),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  const port = await listen(server);
  process.env[PARTS_VARIABLE] = `http://127.0.0.1:${port}`;
  return {
    stop: async () => {
      delete process.env[PARTS_VARIABLE];
      server.closeAllConnections();
      server.close();
      await mongo?.then(
        running => running.stop(),
        () => undefined,
      );
      await removeFolder(folder);
    },
  };
}
