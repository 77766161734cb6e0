// The rules of adaptation: down quickly, up patiently, never to and fro.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Adaptation, adapt, lastRung, pace, planOf, type Sending, unadapted } from './adapt.ts';

type Second = Omit<Sending, 'at'>;
const fine: Second = { loss: 0, rtt: 40, available: 5_000_000, limitedBy: 'none' };
const lossy: Second = { ...fine, loss: 0.12 };

function run(seconds: readonly Second[], from: Adaptation = unadapted, start = 0): Adaptation[] {
  let state = from;
  return seconds.map((second, index) => {
    state = adapt(state, { ...second, at: start + index * 1_000 });
    return state;
  });
}
const times = (count: number, second: Second) => Array.from({ length: count }, () => second);
const last = (states: readonly Adaptation[]) => states.at(-1) ?? unadapted;

const second = fc.record({
  loss: fc.oneof(fc.constant(null), fc.double({ min: 0, max: 1, noNaN: true })),
  rtt: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 5_000 })),
  available: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 10_000_000 })),
  limitedBy: fc.constantFrom('none', 'cpu', 'bandwidth'),
});
const seconds = fc.array(
  fc.tuple(second, fc.integer({ min: 1, max: 30 })).map(([each, count]) => times(count, each)),
  { minLength: 1, maxLength: 40 },
);

describe('adaptation', () => {
  test('leaves a good connection alone', () => {
    expect(last(run(times(120, fine))).rung).toBe(0);
  });

  test('does not answer to one bad second', () => {
    expect(last(run([...times(5, fine), lossy, ...times(5, fine)])).rung).toBe(0);
  });

  test.each([
    ['loss', { ...fine, loss: 0.12 }],
    ['delay', { ...fine, rtt: 900 }],
    ['a computer that is too slow', { ...fine, limitedBy: 'cpu' } as const],
  ])('goes down within three seconds of %s', (_why, bad) => {
    expect(last(run(times(3, bad))).rung).toBeGreaterThan(0);
  });

  test('waits for the estimate to climb at the beginning, and then follows it down', () => {
    const starved: Second = { ...fine, available: 300_000, limitedBy: 'bandwidth' };
    const states = run(times(20, starved));
    expect(states[9]?.rung).toBe(0);
    expect(states[12]?.rung).toBeGreaterThan(0);
  });

  test('ends at voice only when it stays awful, and says so in the plan', () => {
    const state = last(run(times(40, { loss: 0.4, rtt: 2_000, available: 30_000, limitedBy: 'none' })));
    expect(state.rung).toBe(lastRung);
    expect(planOf(state, null)).toMatchObject({ camera: null, screen: null });
    expect(planOf(state, 'text').screen).toBeNull();
    expect(planOf(state, null).voiceBitrate).toBeGreaterThan(0);
  });

  test('goes at once to what fits when a third of everything is lost', () => {
    expect(last(run(times(2, { ...fine, loss: 0.35, available: 320_000 }))).rung).toBe(3);
  });

  test('comes back from voice only to the full picture, whatever the past', () => {
    fc.assert(
      fc.property(seconds, past => {
        const bad = run(past.flat());
        const at = past.flat().length * 1_000;
        const limit = Math.ceil(((lastRung + 1) * (pace.patienceMost + 1_000)) / 1_000);
        expect(last(run(times(limit, fine), last(bad), at)).rung).toBe(0);
      }),
    );
  });

  test('stays on the ladder, and a plan is never more than its first rung', () => {
    fc.assert(
      fc.property(seconds, past => {
        for (const state of run(past.flat())) {
          expect(state.rung).toBeGreaterThanOrEqual(0);
          expect(state.rung).toBeLessThanOrEqual(lastRung);
          expect(state.patience).toBeLessThanOrEqual(pace.patienceMost);
          const { camera } = planOf(state, null);
          if (camera) expect(camera.bitrate).toBeLessThanOrEqual(2_500_000);
        }
      }),
    );
  });

  test('never sends more within eight seconds of a change, nor less within three', () => {
    fc.assert(
      fc.property(seconds, past => {
        let changedAt = Number.NEGATIVE_INFINITY;
        let rung = 0;
        for (const [index, state] of run(past.flat()).entries()) {
          if (state.rung === rung) continue;
          const since = index * 1_000 - changedAt;
          expect(since).toBeGreaterThanOrEqual(state.rung < rung ? pace.patience : pace.settle);
          changedAt = index * 1_000;
          rung = state.rung;
        }
      }),
    );
  });

  test('waits longer each time that sending more fails', () => {
    // A way that carries rung 2 and no more.
    let state = unadapted;
    const raises: number[] = [];
    for (let at = 0; at < 400_000; at += 1_000) {
      const next = adapt(state, { ...(state.rung < 2 ? lossy : fine), at });
      if (next.rung < state.rung) raises.push(at);
      state = next;
    }
    const gaps = raises.slice(1).map((at, index) => at - (raises[index] ?? 0));
    expect(raises.length).toBeLessThanOrEqual(9);
    expect(gaps.at(-1)).toBeGreaterThanOrEqual(pace.patienceMost);
  });

  test('gives the shared screen its due before the camera', () => {
    const both = planOf(unadapted, 'text');
    expect(both.screen?.bitrate).toBeGreaterThan(both.camera?.bitrate ?? 0);
    expect(both.screen?.scaleDown).toBe(1);
    expect(planOf(unadapted, 'motion').screen?.frameRate).toBe(30);
  });

  test('[field 4] of text keeps every pixel on each rung', () => {
    for (let rung = 0; rung < lastRung; rung += 1) {
      expect(planOf({ ...unadapted, rung }, 'text').screen?.scaleDown).toBe(1);
    }
  });
});
