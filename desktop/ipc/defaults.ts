// The settings of someone who has changed nothing, for the shell and for the browser's fallback.
import type { Settings } from './channels.ts';

export const DEFAULT_SETTINGS: Settings = {
  serverUrl: null,
  theme: 'system',
  language: 'system',
  closeToTray: true,
  notifications: true,
  notificationPreview: 'message',
  sounds: true,
  attention: true,
  mutedUntil: null,
  updateFeed: null,
  updateChannel: 'latest',
  automaticUpdates: true,
  spelling: [],
  spellingChats: {},
  proxy: { mode: 'system', server: '' },
  shortcuts: {},
};
