// What is asked for when a device is opened, and what it means when it does not open.
import { chosenOf, type Device } from './devices.ts';
import type { CallPreferences } from './preferences.ts';

/** Why something could not be opened; each has its remedy in words. */
export type MediaTrouble = 'denied' | 'missing' | 'in_use' | 'insecure' | 'failed';

/** What a person has one of. */
export type Own = 'audio' | 'camera';
export const kindOf = { audio: 'audioinput', camera: 'videoinput' } as const;
export const choiceOf = { audio: 'microphone', camera: 'camera' } as const;

/** What to ask for: the chosen device, if it is there. */
export function constraintsFor(
  slot: Own,
  preferences: CallPreferences,
  devices: readonly Device[],
): MediaTrackConstraints {
  const chosen = chosenOf(devices, kindOf[slot], preferences[choiceOf[slot]]);
  const deviceId = chosen && { deviceId: { exact: chosen.deviceId } };
  if (slot === 'camera') {
    return { ...deviceId, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
  }
  const { echoCancellation, noiseSuppression, autoGainControl } = preferences;
  return { ...deviceId, echoCancellation, noiseSuppression, autoGainControl };
}

/** The same with whatever device there is: the chosen one may have been pulled out a moment ago. */
export function withAnyDevice({ audio, video }: MediaStreamConstraints): MediaStreamConstraints {
  const free = (kind: typeof audio) => (typeof kind === 'object' ? { ...kind, deviceId: undefined } : kind);
  return { audio: free(audio), video: free(video) };
}

/** The names of W3C Media Capture, section 10.3, as reasons that a person can act on. */
export function troubleOf(error: unknown): MediaTrouble {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'in_use';
    case 'SecurityError':
    case 'TypeError':
      return 'insecure';
    default:
      return 'failed';
  }
}
