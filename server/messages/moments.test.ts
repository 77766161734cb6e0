// [PAGE1] Looking for a moment finds what looking at each message in turn finds, with few questions.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstSeqAt } from './moments.ts';

const start = Date.UTC(2026, 2, 14);
const at = (minute: number) => new Date(start + minute * 60_000);

test('[PAGE1] the first message of a moment or after it is found, in chats of any length', async () => {
  const chats = fc.array(fc.nat(3), { maxLength: 400 });
  await fc.assert(
    fc.asyncProperty(chats, fc.nat(700), async (pauses, minute) => {
      let now = 0;
      const times = pauses.map(pause => {
        now += pause;
        return at(now);
      });
      const stampsOf = async (seqs: readonly number[]) =>
        new Map(seqs.map(seq => [seq, times[seq - 1] as Date]));
      const index = times.findIndex(time => time >= at(minute));
      const expected = index === -1 ? times.length + 1 : index + 1;
      expect(await firstSeqAt(stampsOf, times.length, at(minute))).toBe(expected);
    }),
  );
});

test('[PAGE1] a million messages take five questions', async () => {
  let questions = 0;
  const stampsOf = async (seqs: readonly number[]) => {
    questions += 1;
    return new Map(seqs.map(seq => [seq, at(seq)]));
  };
  expect(await firstSeqAt(stampsOf, 1_000_000, at(123_456))).toBe(123_456);
  expect(questions).toBeLessThanOrEqual(5);
});
