// The words of the shell itself: tray, menus, notifications and dialogs.
import type { Settings } from '../ipc/channels.ts';

export interface Strings {
  show: string;
  hide: string;
  status: string;
  online: string;
  away: string;
  dnd: string;
  offline: string;
  pauseHalfHour: string;
  pauseHour: string;
  pauseTomorrow: string;
  pauseEnd: string;
  muteMicrophone: string;
  unmuteMicrophone: string;
  reply: string;
  markRead: string;
  muteChatHour: string;
  answer: string;
  decline: string;
  accounts: string;
  addAccount: string;
  noOne: string;
  hangUp: string;
  settings: string;
  quit: string;
  inCall: string;
  unread: (count: number) => string;
  newMessage: string;
  incomingCall: string;
  stillRunningTitle: string;
  stillRunningBody: string;
  file: string;
  edit: string;
  view: string;
  window: string;
  newChat: string;
  search: string;
  calls: string;
  undo: string;
  redo: string;
  cut: string;
  copy: string;
  paste: string;
  selectAll: string;
  copyLink: string;
  addToDictionary: string;
  spelling: string;
  spellingLanguages: string;
  zoomIn: string;
  zoomOut: string;
  zoomReset: string;
  fullScreen: string;
  reload: string;
  minimize: string;
  close: string;
  about: string;
  faultTitle: string;
  faultBody: string;
  crashTitle: string;
  crashBody: string;
  reopen: string;
}

const english: Strings = {
  show: 'Show Baraza',
  hide: 'Hide Baraza',
  status: 'Status',
  online: 'Online',
  away: 'Away',
  dnd: 'Do not disturb',
  offline: 'Not connected',
  pauseHalfHour: 'For 30 minutes',
  pauseHour: 'For 1 hour',
  pauseTomorrow: 'Until tomorrow morning',
  pauseEnd: 'End it now',
  muteMicrophone: 'Mute the microphone',
  unmuteMicrophone: 'Unmute the microphone',
  reply: 'Reply',
  markRead: 'Mark as read',
  muteChatHour: 'Mute for 1 hour',
  answer: 'Answer',
  decline: 'Decline',
  accounts: 'Accounts',
  addAccount: 'Add account…',
  noOne: 'No one signed in',
  hangUp: 'Hang up',
  settings: 'Settings…',
  quit: 'Quit Baraza',
  inCall: 'In a call',
  unread: count => (count === 1 ? '1 unread message' : `${count} unread messages`),
  newMessage: 'New message',
  incomingCall: 'Incoming call',
  stillRunningTitle: 'Baraza is still running',
  stillRunningBody: 'Messages and calls still reach you. Open or quit Baraza from its icon in the tray.',
  file: 'File',
  edit: 'Edit',
  view: 'View',
  window: 'Window',
  newChat: 'New chat',
  search: 'Search…',
  calls: 'Calls',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select all',
  copyLink: 'Copy link',
  addToDictionary: 'Add to dictionary',
  spelling: 'Spelling in this chat',
  spellingLanguages: 'Spelling languages…',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  zoomReset: 'Actual size',
  fullScreen: 'Full screen',
  reload: 'Reload',
  minimize: 'Minimise',
  close: 'Close',
  about: 'About Baraza',
  faultTitle: 'Something went wrong in Baraza',
  faultBody: 'Baraza goes on, but it may be wise to restart it. The details are in its log.',
  crashTitle: 'Baraza could not stay open',
  crashBody: 'The window stopped several times in a row. You can open it again or quit.',
  reopen: 'Open again',
};

const swahili: Strings = {
  show: 'Onyesha Baraza',
  hide: 'Ficha Baraza',
  status: 'Hali',
  online: 'Mtandaoni',
  away: 'Sipo karibu',
  dnd: 'Usinisumbue',
  offline: 'Haijaunganishwa',
  pauseHalfHour: 'Kwa dakika 30',
  pauseHour: 'Kwa saa 1',
  pauseTomorrow: 'Hadi kesho asubuhi',
  pauseEnd: 'Iishe sasa',
  muteMicrophone: 'Zima maikrofoni',
  unmuteMicrophone: 'Washa maikrofoni',
  reply: 'Jibu',
  markRead: 'Weka kuwa imesomwa',
  muteChatHour: 'Nyamazisha kwa saa 1',
  answer: 'Pokea',
  decline: 'Kataa',
  accounts: 'Akaunti',
  addAccount: 'Ongeza akaunti…',
  noOne: 'Hakuna aliyeingia',
  hangUp: 'Kata simu',
  settings: 'Mipangilio…',
  quit: 'Funga Baraza kabisa',
  inCall: 'Kwenye simu',
  unread: count => (count === 1 ? 'Ujumbe 1 haujasomwa' : `Jumbe ${count} hazijasomwa`),
  newMessage: 'Ujumbe mpya',
  incomingCall: 'Simu inaingia',
  stillRunningTitle: 'Baraza bado inaendelea',
  stillRunningBody: 'Ujumbe na simu bado zinakufikia. Fungua au funga Baraza kutoka ikoni yake kwenye trei.',
  file: 'Faili',
  edit: 'Hariri',
  view: 'Mwonekano',
  window: 'Dirisha',
  newChat: 'Gumzo jipya',
  search: 'Tafuta…',
  calls: 'Simu',
  undo: 'Tendua',
  redo: 'Rudia',
  cut: 'Kata',
  copy: 'Nakili',
  paste: 'Bandika',
  selectAll: 'Chagua zote',
  copyLink: 'Nakili kiungo',
  addToDictionary: 'Ongeza kwenye kamusi',
  spelling: 'Tahajia katika gumzo hili',
  spellingLanguages: 'Lugha za tahajia…',
  zoomIn: 'Kuza',
  zoomOut: 'Punguza',
  zoomReset: 'Ukubwa halisi',
  fullScreen: 'Skrini nzima',
  reload: 'Pakia upya',
  minimize: 'Punguza dirisha',
  close: 'Funga',
  about: 'Kuhusu Baraza',
  faultTitle: 'Hitilafu imetokea kwenye Baraza',
  faultBody: 'Baraza inaendelea, lakini ni vyema kuifungua upya. Maelezo yako kwenye kumbukumbu yake.',
  crashTitle: 'Baraza haikuweza kubaki wazi',
  crashBody: 'Dirisha limesimama mara kadhaa mfululizo. Unaweza kulifungua tena au kufunga kabisa.',
  reopen: 'Fungua tena',
};

/** The words in the chosen language; "system" follows the locale and falls back to English. */
export function stringsFor(language: Settings['language'], locale: string): Strings {
  const chosen = language === 'system' ? locale.toLowerCase().split(/[-_]/)[0] : language;
  return chosen === 'sw' ? swahili : english;
}
