// What the parts of the shell share: the profile it runs in and the way to the window.
import type { BrowserWindow } from 'electron';
import type { DemoSignIn, EventChannel, EventChannels } from '../ipc/channels.ts';
import type { Links } from './links.ts';
import type { Log } from './log.ts';
import type { SettingsStore } from './settings.ts';
import type { Strings } from './strings.ts';

export interface ShellContext {
  folder: string;
  log: Log;
  settings: SettingsStore;
  strings: () => Strings;
  demoSignIn: DemoSignIn | null;
  hidden: boolean;
  link: string | null;
}

export type Send = <C extends EventChannel>(channel: C, event: EventChannels[C]) => void;

export interface Shell extends ShellContext {
  window: () => BrowserWindow | null;
  send: Send;
  links: Links;
  show: () => void;
}
