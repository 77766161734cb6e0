// What the parts of the shell share: the profile it runs in and the way to the window and its pages.
import type { BrowserWindow } from 'electron';
import type { DemoSignIn, EventChannel, EventChannels } from '../ipc/channels.ts';
import type { AccountStore } from './accounts.ts';
import type { Links } from './links.ts';
import type { Log } from './log.ts';
import type { Pages } from './pages.ts';
import type { SettingsStore } from './settings.ts';
import type { Strings } from './strings.ts';
import type { TrustStore } from './trust.ts';
import type { WindowStateStore } from './windowstate.ts';
import type { ZoomChange } from './zoom.ts';

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
  accounts: AccountStore;
  windowState: WindowStateStore;
  pages: Pages;
  window: () => BrowserWindow | null;
  links: Links;
  trust: TrustStore;
  /** Brings the window to the person, with this account in front where one is named. */
  show: (account?: string) => void;
  zoom: (change: ZoomChange) => void;
}
