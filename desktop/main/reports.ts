// Crash reports: kept in a folder of the profile, shown when asked for, never sent.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, crashReporter, shell } from 'electron';
import type { Log } from './log.ts';

/** Dumps of crashes are kept beside the log, in a folder of the profile; nothing is sent anywhere, ever. */
export function keepDumps(profile: string): void {
  const folder = reportFolder(profile);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  app.setPath('crashDumps', folder);
  crashReporter.start({ uploadToServer: false });
}

/** Shows that folder, for a person who wants to hand a report to somebody. */
export function openReports(profile: string, log: Log): void {
  shell.openPath(reportFolder(profile)).then(
    problem => {
      if (problem !== '') log.warn(`The report folder could not be opened: ${problem}`);
    },
    error => log.error('The report folder could not be opened', error),
  );
}

function reportFolder(profile: string): string {
  return join(profile, 'logs', 'crashes');
}
