// Which device a choice means.
import { describe, expect, test } from 'vitest';
import { chosenOf, type Device, listedOf, shouldMove } from './devices.ts';

const device = (deviceId: string, label: string, groupId = deviceId): Device => ({
  kind: 'audioinput',
  deviceId,
  groupId,
  label,
});
const standard = device('default', 'Default', 'desk');
const desk = device('a', 'Desk', 'desk');
const headset = device('b', 'Headset', 'head');
const wanted = { id: 'b', label: 'Headset' };

describe('a chosen device', () => {
  test('is known by its id, and by its name when ids have changed', () => {
    expect(chosenOf([desk, headset], 'audioinput', wanted)).toBe(headset);
    expect(chosenOf([desk, device('z', 'Headset')], 'audioinput', wanted)?.deviceId).toBe('z');
    expect(chosenOf([desk], 'audioinput', wanted)).toBeNull();
    expect(chosenOf([headset], 'videoinput', wanted)).toBeNull();
  });

  test('that was pulled out is returned to when it is back, and not before', () => {
    expect(shouldMove([standard, desk], 'audioinput', wanted, { deviceId: 'a' })).toBe(false);
    expect(shouldMove([standard, desk, headset], 'audioinput', wanted, { deviceId: 'a' })).toBe(true);
    expect(shouldMove([standard, desk, headset], 'audioinput', wanted, { deviceId: 'b' })).toBe(false);
  });

  test('of the system is followed when the system takes another', () => {
    const now = device('default', 'Default', 'head');
    expect(
      shouldMove([now, desk, headset], 'audioinput', null, { deviceId: 'default', groupId: 'desk' }),
    ).toBe(true);
    expect(
      shouldMove([now, desk, headset], 'audioinput', null, { deviceId: 'default', groupId: 'head' }),
    ).toBe(false);
  });
});

test('the list has no entries that are no devices', () => {
  expect(listedOf([standard, device('', ''), desk, device('communications', 'C')], 'audioinput')).toEqual([
    desk,
  ]);
});
