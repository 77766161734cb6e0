// What people choose about being seen and disturbed, over two nodes, by a clock that the test moves.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChatId, UserId } from '../../common/ids.ts';
import { defaultPreferences } from '../../common/presence/preferences.ts';
import { type Node, type Nodes, startNodes, type TestDevice, take } from '../../test/harness/nodes.ts';

let home: Nodes;
let north: Node;
let south: Node;
let asha: UserId;
let juma: UserId;
let phone: TestDevice;
let watcher: TestDevice;

/** The clock begins at 15:00 in Nairobi, on a Sunday. */
const nap = { days: [0, 1, 2, 3, 4, 5, 6], from: '15:30', to: '16:00', zone: 'Africa/Nairobi' };
const minutes = (count: number) => count * 60_000;

beforeEach(async () => {
  home = await startNodes();
  north = await home.startNode();
  south = await home.startNode();
  juma = await home.person();
  asha = await home.person(juma);
  watcher = home.device(juma);
  phone = home.device(asha);
  await watcher.connect(south);
  await phone.connect(north);
  await home.advance(2_000);
  watcher.events.length = 0;
});
afterEach(() => home.stop());

const seen = async () => (await south.presence.list(watcher.caller)).find(({ userId }) => userId === asha);

describe('[PREF1] preferences', () => {
  test('begin as nobody changed them, are kept, and are told to one’s other devices', async () => {
    expect(await north.presence.preferences(phone.caller)).toEqual(defaultPreferences);
    const desk = home.device(asha);
    await desk.connect(south);
    const changed = await north.presence.setPreferences(phone.caller, {
      quietHours: nap,
      lastSeen: 'nobody',
    });
    expect(changed).toEqual({ lastSeen: 'nobody', quietHours: nap, status: null });
    expect(await south.presence.preferences(desk.caller)).toEqual(changed);
    expect(take(desk, 'me_changed')).toEqual([{}]);
    expect(take(phone, 'me_changed')).toEqual([]);
    expect(take(watcher, 'me_changed')).toEqual([]);
    await south.presence.setPreferences(desk.caller, { quietHours: null, lastSeen: 'everyone' });
    expect(await north.presence.preferences(phone.caller)).toEqual(defaultPreferences);
  });

  test('[PREF4] of single chats are kept beside the others, told, and gone when they say nothing', async () => {
    const desk = home.device(asha);
    await desk.connect(south);
    const [market, family] = ['market', 'family'] as ChatId[];
    const muted = { mutedUntil: '2026-12-01T00:00:00Z', sound: 'knock' } as const;
    await north.presence.setNotice(phone.caller, market as ChatId, muted);
    await south.presence.setNotice(desk.caller, family as ChatId, { mentionsToo: true });
    expect((await north.presence.preferences(phone.caller)).notices).toEqual({
      market: muted,
      family: { mentionsToo: true },
    });
    expect([take(desk, 'me_changed'), take(phone, 'me_changed')]).toEqual([[{}], [{}]]);
    expect(take(watcher, 'me_changed')).toEqual([]);
    await north.presence.setNotice(phone.caller, market as ChatId, {});
    await north.presence.setNotice(phone.caller, family as ChatId, {});
    expect(await south.presence.preferences(desk.caller)).toEqual(defaultPreferences);
    const wrong = { mutedUntil: 'tomorrow' };
    await expect(north.presence.setNotice(phone.caller, market as ChatId, wrong)).rejects.toMatchObject({
      code: 'bad_request',
    });
  });

  test('of unknown zones and past times are refused', async () => {
    const wrong = [
      { quietHours: { ...nap, zone: 'Mars/Olympus' } },
      { status: { text: 'x', until: '2020-01-01T00:00:00Z' } },
      { status: { text: 'x', until: 'later' } },
    ];
    for (const given of wrong) {
      const refused = north.presence.setPreferences(phone.caller, given);
      await expect(refused).rejects.toMatchObject({ code: 'bad_request' });
    }
  });
});

describe('[PREF2] quiet hours', () => {
  test('[field 18] are "do not disturb" while they last, told once at each edge', async () => {
    await north.presence.setPreferences(phone.caller, { quietHours: nap });
    await home.advance(minutes(29));
    expect((await seen())?.status).toBe('online');
    expect(take(watcher, 'presence')).toEqual([]);
    await home.advance(minutes(1));
    expect(take(watcher, 'presence')).toEqual([{ userId: asha, status: 'dnd' }]);
    await home.advance(minutes(30));
    expect(take(watcher, 'presence')).toEqual([{ userId: asha, status: 'online' }]);
    await home.advance(minutes(23 * 60 + 30));
    expect(take(watcher, 'presence')).toEqual([{ userId: asha, status: 'dnd' }]);
    expect(home.warnings).toEqual([]);
  });

  test('give way to a choice by hand until they change; idle time is no choice', async () => {
    await north.presence.setPreferences(phone.caller, { quietHours: nap });
    await home.advance(minutes(31));
    await north.presence.set(phone.caller, { status: 'away' });
    await north.presence.set(phone.caller, { status: 'online' });
    expect((await seen())?.status).toBe('dnd');
    await north.presence.set(phone.caller, { status: 'online', byHand: true });
    expect((await seen())?.status).toBe('online');
    // One's devices learn until when, those that come later too.
    expect(take(phone, 'me_changed')).toEqual([{}]);
    const at = new Date(home.clock.now().getTime() + minutes(29));
    expect(Date.parse((await south.presence.preferences(phone.caller)).awakeUntil ?? '')).toBeCloseTo(
      at.getTime(),
      -4,
    );
    await home.advance(minutes(24 * 60));
    expect((await seen())?.status).toBe('dnd');
    expect((await south.presence.preferences(phone.caller)).awakeUntil).toBeUndefined();
  });

  test('of a person who is away from all devices change nothing', async () => {
    await north.presence.setPreferences(phone.caller, { quietHours: nap });
    await phone.disconnect();
    await home.advance(minutes(31));
    expect((await seen())?.status).toBe('offline');
  });
});

test('a status with an end goes by itself and is told', async () => {
  const until = new Date(home.clock.now().getTime() + minutes(10)).toISOString();
  await north.presence.setPreferences(phone.caller, { status: { text: ' Sokoni ', until } });
  await home.idle();
  expect(take(watcher, 'presence')).toEqual([{ userId: asha, status: 'online', text: 'Sokoni' }]);
  expect((await north.presence.preferences(phone.caller)).status).toEqual({ text: 'Sokoni', until });
  await home.advance(minutes(9));
  expect((await seen())?.text).toBe('Sokoni');
  await home.advance(minutes(1));
  expect(take(watcher, 'presence')).toEqual([{ userId: asha, status: 'online' }]);
  expect((await north.presence.preferences(phone.caller)).status).toBeNull();
  await home.beat();
  expect(await home.db.collection('presences').countDocuments({ text: 'Sokoni' })).toBe(0);
});

describe('[PREF3] when one was last there', () => {
  const leave = async () => {
    await phone.disconnect();
    await home.advance(5_000);
    return { left: take(watcher, 'user_left'), told: take(watcher, 'presence'), seen: await seen() };
  };

  test('is hidden from everyone who asks for that, in lists and events', async () => {
    await north.presence.setPreferences(phone.caller, { lastSeen: 'nobody' });
    expect(await leave()).toEqual({
      left: [{ userId: asha }],
      told: [{ userId: asha, status: 'offline' }],
      seen: { userId: asha, status: 'offline' },
    });
  });

  test('is hidden from who hides it', async () => {
    await south.presence.setPreferences(watcher.caller, { lastSeen: 'nobody' });
    expect(await leave()).toEqual({
      left: [{ userId: asha }],
      told: [{ userId: asha, status: 'offline' }],
      seen: { userId: asha, status: 'offline' },
    });
  });
});
