// Who is drawn to the window, on which system and how, and when it ends.
import { expect, test } from 'vitest';
import { nudge, nudgeFor } from './nudge.ts';

const away = { isFocused: false, isVisible: true };
const wanted = { attention: true };

test('each system in its own way, and nobody who looks at the window', () => {
  for (const platform of ['win32', 'linux'] as const) {
    expect(nudgeFor(platform, 'message', away, wanted)).toBe('flash');
    expect(nudgeFor(platform, 'message', { ...away, isVisible: false }, wanted)).toBeNull();
  }
  expect(nudgeFor('darwin', 'message', { ...away, isVisible: false }, wanted)).toBe('jump_once');
  expect(nudgeFor('darwin', 'call', away, wanted)).toBe('jump');
  for (const platform of ['win32', 'linux', 'darwin'] as const) {
    expect(nudgeFor(platform, 'call', { ...away, isFocused: true }, wanted)).toBeNull();
  }
});

test('unwanted, only calls do it', () => {
  expect(nudgeFor('win32', 'message', away, { attention: false })).toBeNull();
  expect(nudgeFor('win32', 'call', away, { attention: false })).toBe('flash');
  expect(nudgeFor('darwin', 'message', away, { attention: false })).toBeNull();
});

function desk() {
  const told: unknown[] = [];
  let focus = () => undefined as unknown;
  const window = {
    isFocused: () => false,
    isVisible: () => true,
    flashFrame: (on: boolean) => void told.push(on),
    once(_event: 'focus', heard: () => void) {
      focus = heard;
    },
  };
  const dock = {
    bounce: (kind: string) => told.push(kind),
    cancelBounce: (id: number) => void told.push(`end ${id}`),
  };
  return { told, window, dock, focus: () => focus() };
}

test('flashing ends with a look, a jumping icon when what it was for is gone', () => {
  const first = desk();
  nudge('flash', first.window, undefined);
  first.focus();
  expect(first.told).toEqual([true, false]);
  const second = desk();
  nudge('jump', second.window, second.dock)();
  expect(second.told).toEqual(['critical', 'end 1']);
  const third = desk();
  nudge(null, third.window, third.dock)();
  expect(third.told).toEqual([]);
});
