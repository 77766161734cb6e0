// When a call restarts ICE, and when it is lost.
import { describe, expect, test } from 'vitest';
import { createLink, type LinkState } from './link.ts';
import { handClock } from './testing.ts';

function linkOf() {
  const clock = handClock();
  const states: LinkState[] = [];
  const restarts: number[] = [];
  const link = createLink({
    clock,
    restart: () => restarts.push(clock.now()),
    onState: state => states.push(state),
  });
  return { clock, states, restarts, link };
}

describe('a link', () => {
  test('restarts after two seconds of disconnection and tries again, each time a little later', () => {
    const { clock, states, restarts, link } = linkOf();
    link.update('connected');
    link.update('disconnected');
    expect(states).toEqual(['connected', 'disconnected']);
    clock.pass(1_999);
    expect(restarts).toEqual([]);
    clock.pass(12_001);
    expect(restarts).toEqual([2_000, 6_000, 12_000]);
    expect(states.at(-1)).toBe('reconnecting');
    link.update('connected');
    clock.pass(60_000);
    expect(restarts).toHaveLength(3);
    expect(states.at(-1)).toBe('connected');
  });

  test('does not restart when it recovers by itself', () => {
    const { clock, restarts, link } = linkOf();
    link.update('connected');
    link.update('disconnected');
    clock.pass(1_500);
    link.update('connected');
    clock.pass(60_000);
    expect(restarts).toEqual([]);
  });

  test('restarts at once when it failed or the network changed', () => {
    const { clock, states, restarts, link } = linkOf();
    link.update('connected');
    link.networkChanged();
    expect(restarts).toEqual([0]);
    expect(states).toEqual(['connected']);
    link.update('failed');
    clock.pass(0);
    expect(restarts).toEqual([0, 0]);
  });

  test('is lost after thirty seconds without a network, and not before', () => {
    const { clock, states, link } = linkOf();
    link.update('connected');
    clock.pass(100_000);
    link.update('disconnected');
    clock.pass(29_999);
    expect(states.at(-1)).toBe('reconnecting');
    clock.pass(1);
    expect(states.at(-1)).toBe('failed');
  });

  test('that never came up is lost after the same time', () => {
    const { clock, states, link } = linkOf();
    link.begin();
    clock.pass(30_000);
    expect(states).toEqual(['connecting', 'failed']);
  });

  test('that nobody has answered yet is never lost: a call rings for longer than that', () => {
    const { clock, states, link } = linkOf();
    clock.pass(60_000);
    expect(states).toEqual([]);
    expect(link.state()).toBe('new');
  });

  test('that was closed does nothing any more', () => {
    const { clock, states, restarts, link } = linkOf();
    link.update('connected');
    link.update('disconnected');
    link.close();
    clock.pass(60_000);
    link.update('connected');
    expect(states).toEqual(['connected', 'disconnected', 'closed']);
    expect(restarts).toEqual([]);
  });
});
