// The picture of a person on a notification: as the avatar in the window, drawn to a PNG.
import { avatarHue, initials } from '../ui/avatar.ts';

const size = 96;
const drawn = new Map<string, string>();
const drawnMost = 100;

/** A PNG data URL; undefined where nothing can be drawn. */
export function faceOf(document: Document, id: string, name: string): string | undefined {
  const key = `${id} ${name}`;
  const held = drawn.get(key);
  if (held !== undefined) return held;
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const context = canvas.getContext('2d');
  if (context === null) return undefined;
  // The theme's own colours: only an element knows them.
  const probe = document.createElement('span');
  probe.style.color = 'var(--avatar-text)';
  probe.style.backgroundColor = `var(--avatar-${avatarHue(id)})`;
  probe.hidden = true;
  document.body.append(probe);
  const { color, backgroundColor } = getComputedStyle(probe);
  context.fillStyle = backgroundColor;
  context.beginPath();
  context.arc(size / 2, size / 2, size / 2, 0, 2 * Math.PI);
  context.fill();
  context.fillStyle = color;
  context.font = '600 38px "Inter Variable", sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(initials(name), size / 2, size / 2 + 2);
  probe.remove();
  if (drawn.size >= drawnMost) drawn.clear();
  const url = canvas.toDataURL('image/png');
  drawn.set(key, url);
  return url;
}
