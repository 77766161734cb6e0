// Which powers of the web platform the page has: an explicit table, for our own page only.
import type { Session, SystemPreferences } from 'electron';
import type { Log } from './log.ts';
import { isOwnPage } from './origin.ts';

const ALLOWED: ReadonlySet<string> = new Set([
  'media',
  'display-capture',
  'fullscreen',
  'notifications',
  'clipboard-sanitized-write',
  'speaker-selection',
  'persistent-storage',
  'screen-wake-lock',
  // A server of one's own often lives on this machine or in the house network; the policy still names one origin.
  'local-network',
  'local-network-access',
  'loopback-network',
]);

/** True when the page at this address may use this power. */
export function isAllowed(permission: string, url: string): boolean {
  return ALLOWED.has(permission) && isOwnPage(url);
}

/** Answers all permission questions of a session from the table. */
export function lockPermissions(session: Session, system: SystemPreferences, log: Log): void {
  session.setPermissionCheckHandler((contents, permission, origin) =>
    isAllowed(permission, origin === '' ? (contents?.getURL() ?? '') : origin),
  );
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const allowed = isAllowed(permission, details.requestingUrl);
    if (!allowed) log.warn(`Refused the permission ${permission}`);
    if (!allowed || permission !== 'media' || process.platform !== 'darwin') return answer(allowed);
    const kinds = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    askMac(system, kinds).then(answer, error => {
      log.error('The system did not answer about the camera or microphone', error);
      answer(false);
    });
  });
  session.setDevicePermissionHandler(() => false);
}

async function askMac(system: SystemPreferences, kinds: readonly ('video' | 'audio')[]): Promise<boolean> {
  for (const kind of kinds) {
    if (!(await system.askForMediaAccess(kind === 'video' ? 'camera' : 'microphone'))) return false;
  }
  return true;
}
