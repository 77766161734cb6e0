// The one shortcut that works from any program: it mutes and unmutes the microphone of a call.
import type { GlobalShortcut } from 'electron';
import type { Log } from './log.ts';

export interface Shortcuts {
  /** Takes the keys, empty for none; false when another program has them. */
  setMute(accelerator: string): boolean;
  release(): void;
}

/*
 * The system tells when such keys are pressed, never when they are let go: from other programs one can mute and
 * unmute, but not hold to talk. On Wayland the desktop's portal asks the person once and may give other keys.
 */
export function createShortcuts(
  system: Pick<GlobalShortcut, 'register' | 'unregister'>,
  onMute: () => void,
  log: Log,
): Shortcuts {
  let held = '';
  const release = () => {
    if (held !== '') system.unregister(held);
    held = '';
  };
  return {
    setMute(accelerator) {
      if (accelerator === held) return true;
      release();
      if (accelerator === '') return true;
      if (!register(system, accelerator, onMute)) {
        log.warn(`The shortcut ${accelerator} is taken`);
        return false;
      }
      held = accelerator;
      return true;
    },
    release,
  };
}

function register(system: Pick<GlobalShortcut, 'register'>, keys: string, act: () => void): boolean {
  try {
    return system.register(keys, act);
  } catch {
    // Keys that this system does not have.
    return false;
  }
}
