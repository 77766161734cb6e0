// Proves the contrast that look.md promises, from the OKLCH values as written in tokens.css.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

type Theme = 'light' | 'dark';
type Oklch = readonly [lightness: number, chroma: number, hue: number];

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const colour = /^\s*--([\w-]+): light-dark\(oklch\(([\d. ]+)\), oklch\(([\d. ]+)\)\);/gm;
const parse = (text: string): Oklch => text.trim().split(/\s+/).map(Number) as unknown as Oklch;
const tokens = new Map(
  [...css.matchAll(colour)].map(([, name, light, dark]) => [
    name as string,
    { light: parse(light as string), dark: parse(dark as string) },
  ]),
);

/** Relative luminance of WCAG 2 for an OKLCH colour, clipped to sRGB as a screen does. */
function luminance([lightness, chroma, hue]: Oklch): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return (
    0.2126 * clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s) +
    0.7152 * clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s) +
    0.0722 * clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  );
}

function contrast(front: string, back: string, theme: Theme): number {
  const [one, two] = [front, back].map(name => {
    const token = tokens.get(name);
    if (!token) throw new Error(`no colour token named ${name}`);
    return luminance(token[theme]);
  }) as [number, number];
  return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
}

const surfaces = ['surface-sunken', 'surface', 'surface-raised', 'surface-hover', 'surface-active'];
const avatars = [1, 2, 3, 4, 5, 6, 7, 8].map(n => `avatar-${n}`);
const quiet = ['accent', 'positive', 'warning', 'danger'];

const pairs: readonly (readonly [front: string, backs: readonly string[], least: number])[] = [
  ['text', [...surfaces, 'own-bubble', 'peer-bubble', 'mark', ...quiet.map(name => `${name}-quiet`)], 7],
  ['stage-text', ['stage', 'stage-raised', 'stage-hover'], 7],
  ['tooltip-text', ['tooltip'], 7],
  ['text-muted', [...surfaces, 'peer-bubble', 'accent-quiet'], 4.5],
  ['own-bubble-muted', ['own-bubble'], 4.5],
  ['accent-ink', [...surfaces, 'own-bubble', 'peer-bubble', 'accent-quiet'], 4.5],
  ['positive-ink', [...surfaces, 'positive-quiet'], 4.5],
  ['warning-ink', [...surfaces, 'warning-quiet'], 4.5],
  ['danger-ink', [...surfaces, 'own-bubble', 'danger-quiet'], 4.5],
  ['accent-text', ['accent', 'accent-hover'], 4.5],
  ['positive-text', ['positive'], 4.5],
  ['danger-text', ['danger', 'danger-hover'], 4.5],
  ['stage-muted', ['stage', 'stage-raised'], 4.5],
  ['tooltip-muted', ['tooltip'], 4.5],
  ['avatar-text', avatars, 4.5],
  ['focus', [...surfaces, 'own-bubble', 'peer-bubble'], 3],
  ['line-strong', ['surface', 'surface-raised', 'surface-sunken'], 3],
];

describe.each(['light', 'dark'] as const)('in the %s theme', theme => {
  test.each(pairs.flatMap(([front, backs, least]) => backs.map(back => ({ front, back, least }))))(
    '$front on $back has a contrast of at least $least',
    ({ front, back, least }) => {
      expect(contrast(front, back, theme)).toBeGreaterThanOrEqual(least);
    },
  );
});

test('every opaque colour token is read by this test', () => {
  const named = [...css.matchAll(/^\s*--([\w-]+): light-dark\(/gm)].map(([, name]) => name);
  const translucent = ['overlay', 'shadow-color'];
  expect(named.filter(name => !translucent.includes(name as string))).toEqual([...tokens.keys()]);
});

test('black on white is measured as 21', () => {
  expect(1.05 / (luminance([0, 0, 0]) + 0.05)).toBeCloseTo(21, 1);
});
