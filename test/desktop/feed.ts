// A feed of updates as any static server would give it, with one new version.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Feed {
  readonly url: string;
  /** What was asked for, in order. */
  readonly asked: readonly string[];
  /** How many devices in a hundred may take it. */
  rollout: number;
  /** Gives other bytes than the description announces. */
  damaged: boolean;
  stop(): Promise<void>;
}

/** Serves a description and a file; nothing else. */
export async function startFeed(version: string, image: string): Promise<Feed> {
  const asked: string[] = [];
  const name = `Baraza-${version}.AppImage`;
  const sha512 = createHash('sha512').update(image).digest('base64');
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    asked.push(path);
    if (path === '/latest-linux.yml') {
      const file = { url: name, sha512, size: image.length };
      const about = { version, files: [file], path: name, sha512, releaseNotes: '- Better' };
      response.end(JSON.stringify({ ...about, stagingPercentage: feed.rollout }));
    } else if (path === `/${name}`) {
      response.end(feed.damaged ? image.replace('started', 'stolen!') : image);
    } else {
      response.writeHead(404).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const feed: Feed = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    rollout: 100,
    damaged: false,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return feed;
}
