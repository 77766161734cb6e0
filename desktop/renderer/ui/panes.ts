// How wide the list may be.

export const listWidths = { least: 280, usual: 320, most: 360 } as const;

/** A kept or dragged width, brought within bounds. */
export function clampListWidth(width: number): number {
  const whole = Number.isFinite(width) ? Math.round(width) : listWidths.usual;
  return Math.min(listWidths.most, Math.max(listWidths.least, whole));
}
