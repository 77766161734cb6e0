// The outbox against a server that loses, doubles and refuses.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChatId } from '../ids.ts';
import { mostRefusals, nextToSend, type Outbox, type OutboxEvent, updateOutbox } from './outbox.ts';

const written = (clientId: string, chat = 'c1'): OutboxEvent => ({
  type: 'written',
  message: { clientId, chatId: chat as ChatId, text: clientId, createdAt: '2026-01-01T00:00:00Z' },
});
const run = (...events: OutboxEvent[]) => events.reduce<Outbox>(updateOutbox, []);
const ids = (outbox: Outbox) => outbox.map(entry => entry.clientId);

describe('the outbox', () => {
  test('[OUT2] sends one at a time per chat, in order', () => {
    const outbox = run(written('a'), written('b'), written('x', 'c2'));
    expect(ids(nextToSend(outbox))).toEqual(['a', 'x']);
    const taken = updateOutbox(outbox, { type: 'taken', clientId: 'a' });
    expect(ids(nextToSend(taken))).toEqual(['x']);
    expect(ids(nextToSend(updateOutbox(taken, { type: 'acknowledged', clientId: 'a' })))).toEqual(['b', 'x']);
  });

  test('keeps what failed for good and lets the next ones pass', () => {
    const outbox = run(
      written('a'),
      written('b'),
      { type: 'taken', clientId: 'a' },
      { type: 'refused', clientId: 'a', code: 'forbidden' },
    );
    expect(outbox[0]?.state).toEqual({ name: 'failed', code: 'forbidden' });
    expect(ids(nextToSend(outbox))).toEqual(['b']);
    expect(ids(nextToSend(updateOutbox(outbox, { type: 'retried', clientId: 'a' })))).toEqual(['a']);
  });

  test('gives up only after several refusals that allow another try', () => {
    let outbox = run(written('a'));
    for (let refusal = 0; refusal < mostRefusals; refusal += 1) {
      expect(ids(nextToSend(outbox))).toEqual(['a']);
      outbox = updateOutbox(outbox, { type: 'taken', clientId: 'a' });
      outbox = updateOutbox(outbox, { type: 'refused', clientId: 'a', code: 'unavailable' });
    }
    expect(outbox[0]?.state).toEqual({ name: 'failed', code: 'unavailable' });
  });

  test('returns the same object when nothing changes', () => {
    const outbox = run(written('a'));
    expect(updateOutbox(outbox, { type: 'acknowledged', clientId: 'z' })).toBe(outbox);
    expect(updateOutbox(outbox, { type: 'disconnected' })).toBe(outbox);
    expect(updateOutbox(outbox, written('a'))).toBe(outbox);
  });

  test('[OUT1] brings every message to the server exactly once, whatever the network does', () => {
    type Luck = 'arrives' | 'lost_before' | 'lost_after' | 'unavailable';
    const luck = fc.constantFrom<Luck>('arrives', 'lost_before', 'lost_after', 'unavailable');
    fc.assert(
      fc.property(fc.array(luck, { maxLength: 20 }), fc.integer({ min: 1, max: 6 }), (fate, count) => {
        const names = Array.from({ length: count }, (_, index) => `m${index}`);
        let outbox = run(...names.map(name => written(name)));
        const server: string[] = [];
        const receive = (id: string) => {
          if (!server.includes(id)) server.push(id);
        };
        const deal = [...fate];
        for (let turn = 0; turn < 200 && outbox.length > 0; turn += 1) {
          for (const { clientId } of nextToSend(outbox)) {
            outbox = updateOutbox(outbox, { type: 'taken', clientId });
            const now = deal.shift() ?? 'arrives';
            if (now === 'arrives' || now === 'lost_after') receive(clientId);
            if (now === 'arrives') outbox = updateOutbox(outbox, { type: 'acknowledged', clientId });
            else if (now === 'unavailable') {
              outbox = updateOutbox(outbox, { type: 'refused', clientId, code: 'unavailable' });
            } else outbox = updateOutbox(outbox, { type: 'disconnected' });
          }
          for (const entry of outbox) {
            if (entry.state.name === 'failed') {
              outbox = updateOutbox(outbox, { type: 'retried', clientId: entry.clientId });
            }
          }
        }
        expect(outbox).toEqual([]);
        expect(new Set(server)).toEqual(new Set(names));
      }),
    );
  });
});
