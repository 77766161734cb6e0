// The program's entry: command line, profile, locks that must stand before the engine is ready, one instance.
import { join, resolve } from 'node:path';
import { app, dialog, protocol, shell } from 'electron';
import { type CommandLine, readCommandLine } from './commandline.ts';
import { watchFaults } from './crashes.ts';
import { takeDemoSignIn } from './demo.ts';
import { createLog, logWriter } from './log.ts';
import { lockNavigation } from './navigation.ts';
import { registerScheme } from './protocol.ts';
import { keepDumps } from './reports.ts';
import { openSettings } from './settings.ts';
import { startShell } from './shell.ts';
import { stringsFor } from './strings.ts';
import { takeHiddenStart } from './updatedesk.ts';

function boot(line: CommandLine): void {
  if (line.profileDir !== null) app.setPath('userData', resolve(line.profileDir));
  if (process.platform === 'win32') app.setAppUserModelId('org.baraza.desktop');
  // The engine itself refuses to mix both: without a sandbox (a root's container) its own processes would not start.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  // Wayland lets programs have global shortcuts through its portal only.
  if (process.platform === 'linux') app.commandLine.appendSwitch('enable-features', 'GlobalShortcutsPortal');
  registerScheme(protocol);
  // One instance per profile: the second one hands over its link and leaves.
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  run(line);
}

function run(line: CommandLine): void {
  const folder = app.getPath('userData');
  const log = createLog(logWriter(join(folder, 'logs')), () => new Date());
  const settings = openSettings(folder, log, Date.now);
  const strings = () => stringsFor(settings.get().language, app.isReady() ? app.getLocale() : 'en');
  watchFaults(process, { dialog, strings, log });
  keepDumps(folder);
  lockNavigation(app, shell, log);
  if (line.server !== null) settings.chooseServer(line.server);
  const demoSignIn = line.demoSignIn === null ? null : takeDemoSignIn(resolve(line.demoSignIn), log);
  const hidden = takeHiddenStart(folder) || line.hidden;
  startShell({ folder, log, settings, strings, demoSignIn, hidden, link: line.link });
}

boot(readCommandLine(process.argv));
