// The parts that a node leans on without standing on them: which there are here, and how each is asked.
import type { Config } from './config.ts';
import type { Storage } from './infra/storage.ts';
import { answersStun, placeOf } from './infra/stun.ts';
import type { WatchedPart } from './infra/watch.ts';

const answersWithin = 5_000;

/** Files, and each TURN or STUN server by its address. */
export function watchedParts(
  { files, turn }: Pick<Config, 'files' | 'turn'>,
  storage: Storage,
): WatchedPart[] {
  const parts: WatchedPart[] = [];
  if (files.place !== null) {
    const what = 's3' in files.place ? 'S3' : 'The folder of files';
    parts.push({
      name: 'files',
      words: `${what} can not be reached: files can neither be brought nor opened`,
      probe: storage.ping,
    });
  }
  for (const url of turn?.urls ?? []) {
    const place = placeOf(url);
    if (place === null) continue;
    parts.push({
      name: url,
      words: `${url} does not answer: calls that need it do not connect`,
      probe: () => answersStun(place, answersWithin),
    });
  }
  return parts;
}
