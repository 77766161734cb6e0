// Which Escape a tooltip has used up: it hides the tooltip, but a dialog under it still closes.
const used = new WeakSet<Event>();

/** A tooltip took this key press. */
export function usedByTooltip(event: Event): void {
  used.add(event);
}

/** Whether only a tooltip took this key press. */
export function onlyTooltip(event: Event): boolean {
  return used.has(event);
}
