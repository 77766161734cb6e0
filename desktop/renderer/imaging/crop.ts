// What is cut out of a picture, and how it is turned: the numbers only.

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Area extends Size {
  readonly x: number;
  readonly y: number;
}

export interface Turned {
  /** Clockwise, in quarters of a circle. */
  readonly quarters: 0 | 1 | 2 | 3;
  readonly flipped: { readonly horizontal: boolean; readonly vertical: boolean };
}

export const unturned: Turned = { quarters: 0, flipped: { horizontal: false, vertical: false } };

/** One quarter further. */
export function turn(turned: Turned, by: 1 | -1): Turned {
  return { ...turned, quarters: ((turned.quarters + by + 4) % 4) as Turned['quarters'] };
}

/** Mirrored as it is seen now: on its side, left and right are its top and bottom. */
export function flip(turned: Turned, axis: 'horizontal' | 'vertical'): Turned {
  const sideways = turned.quarters % 2 === 1;
  const own = sideways ? (axis === 'horizontal' ? 'vertical' : 'horizontal') : axis;
  return { ...turned, flipped: { ...turned.flipped, [own]: !turned.flipped[own] } };
}

/** The size of a picture once it is turned. */
export function turnedSize({ width, height }: Size, { quarters }: Turned): Size {
  return quarters % 2 === 0 ? { width, height } : { width: height, height: width };
}

/** Whole pixels inside of the picture; at least one. */
export function within(area: Area, { width, height }: Size): Area {
  const x = Math.min(Math.max(0, Math.round(area.x)), width - 1);
  const y = Math.min(Math.max(0, Math.round(area.y)), height - 1);
  return {
    x,
    y,
    width: Math.max(1, Math.min(Math.round(area.width), width - x)),
    height: Math.max(1, Math.min(Math.round(area.height), height - y)),
  };
}

/** Made smaller, never larger, so that no side is longer than `most`. */
export function bounded({ width, height }: Size, most: number): Size {
  const scale = Math.min(1, most / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
