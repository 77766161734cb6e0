// Where the window opens: where it was, if a display still shows it.

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Placement {
  width: number;
  height: number;
  x?: number;
  y?: number;
}

export const MIN_WIDTH = 380;
export const MIN_HEIGHT = 560;
export const DEFAULT_SIZE = { width: 1180, height: 780 } as const;
const MUST_SHOW = 100;

/** The saved bounds, clamped in size, and without a position when no display shows at least 100 px of them. */
export function placeWindow(saved: Placement, displays: readonly Area[]): Placement {
  const widest = Math.max(MIN_WIDTH, ...displays.map(display => display.width));
  const tallest = Math.max(MIN_HEIGHT, ...displays.map(display => display.height));
  const width = clamp(saved.width, MIN_WIDTH, widest);
  const height = clamp(saved.height, MIN_HEIGHT, tallest);
  const { x, y } = saved;
  if (x === undefined || y === undefined) return { width, height };
  const bounds = { x, y, width, height };
  return displays.some(display => shows(display, bounds)) ? bounds : { width, height };
}

function shows(display: Area, bounds: Area): boolean {
  const across = overlap(display.x, display.width, bounds.x, bounds.width);
  const down = overlap(display.y, display.height, bounds.y, bounds.height);
  // The title bar must be reachable: its top edge may not lie above the display.
  return across >= MUST_SHOW && down >= MUST_SHOW && bounds.y >= display.y - 8;
}

function overlap(startA: number, lengthA: number, startB: number, lengthB: number): number {
  return Math.min(startA + lengthA, startB + lengthB) - Math.max(startA, startB);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(Math.round(value), low), high);
}
