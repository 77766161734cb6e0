// The knock on the shoulder: the taskbar button flashes or the dock's icon jumps, until the window is looked at.
import type { Settings, ShownNotification } from '../ipc/channels.ts';

export type Nudge = 'flash' | 'jump_once' | 'jump';

/** What is needed of a window. */
export interface NudgedWindow {
  isFocused(): boolean;
  isVisible(): boolean;
  flashFrame(on: boolean): void;
  once(event: 'focus', heard: () => void): unknown;
}

/** What is needed of the dock of macOS. */
export interface Dock {
  bounce(kind: 'informational' | 'critical'): number;
  cancelBounce(id: number): void;
}

/** How a system draws attention to a call or a message; null: not at all. */
export function nudgeFor(
  platform: NodeJS.Platform,
  kind: ShownNotification['kind'],
  { isFocused, isVisible }: { readonly isFocused: boolean; readonly isVisible: boolean },
  { attention }: Pick<Settings, 'attention'>,
): Nudge | null {
  if (isFocused || (kind === 'message' && !attention)) return null;
  if (platform === 'darwin') return kind === 'call' ? 'jump' : 'jump_once';
  // Hidden in the tray there is no button that could flash.
  return isVisible ? 'flash' : null;
}

/** Does it; the function that it gives ends it before anyone looked. */
export function nudge(how: Nudge | null, window: NudgedWindow, dock: Dock | undefined): () => void {
  if (how === 'flash') {
    window.flashFrame(true);
    const end = () => window.flashFrame(false);
    window.once('focus', end);
    return end;
  }
  if (how === null || dock === undefined) return () => undefined;
  const id = dock.bounce(how === 'jump' ? 'critical' : 'informational');
  return () => dock.cancelBounce(id);
}
