// Pages out of overlapping sections: together they are all hits, in the order of time.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChatId, MessageId, UserId } from '../../common/ids.ts';
import type { Message } from '../../common/messages/message.ts';
import { createPool, type Position, readPosition, writePosition } from './pool.ts';

const messageAt = (at: number, id: number): Message => ({
  id: String(id).padStart(4, '0') as MessageId,
  chatId: 'chat' as ChatId,
  seq: id,
  rev: id,
  senderId: 'sender' as UserId,
  clientId: String(id),
  text: '',
  files: [],
  reactions: [],
  createdAt: new Date(at).toISOString(),
});

interface Section {
  first: Date;
  last: Date;
  messages: Message[];
}

const sectionsOf = (times: number[][]): Section[] => {
  let id = 0;
  const sections = times.map(list => ({
    first: new Date(Math.min(...list)),
    last: new Date(Math.max(...list)),
    messages: list.map(at => messageAt(at, id++)),
  }));
  return sections.sort((a, b) => b.last.getTime() - a.last.getTime());
};

/** What the search does, without a database. */
function page(sections: Section[], start: Position | null, limit: number, size: number, most: number) {
  const pool = createPool(start);
  const open = sections.filter(
    ({ first, last }) => start === null || (last <= start.top && first.getTime() <= start.at),
  );
  for (let at = 0, looked = 0; ; at += size) {
    const rows = open.slice(at, at + size);
    pool.saw(rows);
    for (const message of rows.flatMap(row => row.messages)) if (pool.wants(message)) pool.add(message);
    const end = rows.at(-1);
    const frontier = end === undefined || rows.length < size ? null : end.last;
    looked += rows.filter(({ last }) => start === null || last.getTime() <= start.at).length;
    if (frontier === null || looked >= most || pool.ready(frontier) >= limit)
      return pool.take(limit, frontier);
  }
}

test('give every hit once, newest first, wherever the pages end', () => {
  const time = fc.integer({ min: 1, max: 60 });
  const section = fc.array(time, { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      fc.array(section, { maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 12 }),
      (times, limit, size, most) => {
        const sections = sectionsOf(times);
        // As many at one moment as are looked at in one answer would never let it pass.
        fc.pre(new Set(sections.map(({ last }) => last.getTime())).size === sections.length);
        const found: Message[] = [];
        let start: Position | null = null;
        for (let turn = 0; turn < 500; turn++) {
          const { hits, next } = page(sections, start, limit, size, most + 1);
          found.push(...hits);
          if (next === null) break;
          start = readPosition(writePosition(next));
        }
        const all = sections.flatMap(({ messages }) => messages);
        const expected = all.sort(
          (a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt) || (b.id > a.id ? 1 : -1),
        );
        expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
      },
    ),
  );
});
