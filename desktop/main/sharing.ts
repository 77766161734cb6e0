// Connects screen sharing requests of the engine with the desk in capture.ts.
import { desktopCapturer, type Session, systemPreferences } from 'electron';
import type { Capture, CaptureGrant, NativeSource } from './capture.ts';
import type { Log } from './log.ts';
import { isOwnPage } from './origin.ts';

const THUMBNAIL = { width: 320, height: 180 } as const;

/** True unless the system has refused screen recording. */
export function maySeeScreen(): boolean {
  if (process.platform !== 'darwin') return true;
  return !['denied', 'restricted'].includes(systemPreferences.getMediaAccessStatus('screen'));
}

/** The screens or the windows that can be shared now. */
export function listSources(kind: 'screen' | 'window'): Promise<readonly NativeSource[]> {
  return desktopCapturer.getSources({
    types: [kind],
    thumbnailSize: THUMBNAIL,
    fetchWindowIcons: kind === 'window',
  });
}

/** Answers getDisplayMedia of our page through the desk. */
export function answerDisplayMedia(session: Session, capture: Capture, log: Log): void {
  session.setDisplayMediaRequestHandler((request, callback) => {
    const trusted = request.frame !== null && request.frame.parent === null && isOwnPage(request.frame.url);
    const { userGesture, audioRequested } = request;
    capture
      .request({ userGesture, audioRequested, trusted }, grant => answer(grant, callback))
      .catch(error => log.error('A request to share the screen failed', error));
  });
}

// Refusing must call back too, or the page waits for ever. Engines differ in whether that call throws as well.
function answer(grant: CaptureGrant, callback: (streams: never) => void): void {
  if (grant !== null) {
    callback(grant as never);
    return;
  }
  try {
    callback(null as never);
  } catch {
    // The page's promise is rejected all the same.
  }
}
