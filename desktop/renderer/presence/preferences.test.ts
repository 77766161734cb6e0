// [PREF2] Quiet hours hold on this device as the server holds them, also right after a restart.
import { expect, test, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { defaultPreferences, type HeldPreferences } from '../../../common/presence/preferences.ts';
import { type Clock, type ClockPage, createClock } from '../clock.ts';
import { createPreferences, watchQuiet } from './preferences.ts';

const night = { days: [0, 1, 2, 3, 4, 5, 6], from: '22:00', to: '07:00', zone: 'UTC' };

function partsWith(held: Partial<HeldPreferences>) {
  const preferences = { lastSeen: 'everyone', quietHours: night, status: null, ...held } as const;
  return createPreferences({
    api: {
      preferences: async () => ({ preferences }),
      setPreferences: async () => ({ preferences }),
      setNotice: async () => ({ preferences }),
    },
    onDefect: error => {
      throw error;
    },
  });
}

async function quietAt(time: string, held: Partial<HeldPreferences>): Promise<boolean | undefined> {
  const parts = partsWith(held);
  const now = Date.parse(`2026-05-06T${time}:00Z`);
  let told: boolean | undefined;
  const stop = watchQuiet(
    parts,
    { now: () => now, store: createStore(() => ({ now })), ringAt: () => () => {} } as unknown as Clock,
    quiet => {
      told = quiet;
    },
  );
  await parts.change({});
  stop();
  return told;
}

test('it is quiet between the hours and at no other time', async () => {
  expect([await quietAt('23:00', {}), await quietAt('12:00', {})]).toEqual([true, false]);
  expect(await quietAt('23:00', { quietHours: null })).toBe(false);
});

test('[field 18] a choice by hand overrides them until they change, whatever was restarted meanwhile', async () => {
  const awakeUntil = '2026-05-07T07:00:00Z';
  expect(await quietAt('23:00', { awakeUntil })).toBe(false);
  expect(await quietAt('23:00', { awakeUntil: '2026-05-06T22:00:00Z' })).toBe(true);
});

test('[field 18] they begin and end while the window is hidden and nothing is to be seen', async () => {
  vi.useFakeTimers({ now: Date.parse('2026-05-06T20:00:00Z') });
  try {
    const page = Object.assign(new EventTarget(), { hidden: true }) as unknown as ClockPage;
    const clock = createClock(page);
    const told: boolean[] = [];
    const parts = partsWith({});
    const stop = watchQuiet(parts, clock, quiet => void (told.at(-1) === quiet || told.push(quiet)));
    await parts.change({});
    vi.advanceTimersByTime(2 * 3_600_000);
    vi.advanceTimersByTime(9 * 3_600_000);
    expect(told).toEqual([false, true, false]);
    stop();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('what is chosen quickly one after the other holds together, and what the server refuses does not', async () => {
  let held: HeldPreferences = { ...defaultPreferences, quietHours: night };
  const answers: (() => void)[] = [];
  let refuses = false;
  const parts = createPreferences({
    api: {
      preferences: async () => ({ preferences: held }),
      async setPreferences(change) {
        await new Promise<void>(resolve => answers.push(resolve));
        if (refuses) throw new Error('refused');
        held = { ...held, ...change };
        return { preferences: held };
      },
      setNotice: async () => ({ preferences: held }),
    },
    onDefect: error => {
      throw error;
    },
  });
  const hours = () => parts.store.getState().held.quietHours;
  const set = (part: Partial<typeof night>) =>
    parts.change({ quietHours: { ...(hours() ?? night), ...part } });
  const answerAll = async (all: Promise<unknown>) => {
    let done = false;
    const settled = Promise.allSettled([all]).then(() => {
      done = true;
    });
    while (!done) {
      answers.shift()?.();
      await Promise.resolve();
    }
    await settled;
  };
  await answerAll(Promise.all([set({ from: '00:00' }), set({ to: '23:59' })]));
  expect(held.quietHours).toMatchObject({ from: '00:00', to: '23:59' });
  expect(hours()).toEqual(held.quietHours);
  refuses = true;
  const refused = set({ from: '12:00' });
  expect(hours()?.from).toBe('12:00');
  await answerAll(refused);
  await expect(refused).rejects.toThrow('refused');
  expect(hours()?.from).toBe('00:00');
});
