// A message in a few words, for places that do not show it whole: rows, quotes, pins, notifications, what is read out.
import type { TFunction } from 'i18next';
import type { StoredFile } from '../../../common/files/file.ts';
import { kindOf, shelfOf } from '../../../common/files/kinds.ts';
import type { Outgoing } from '../../../common/messages/outgoing.ts';
import { plainText } from './markdown.ts';

interface Meant {
  readonly text: string;
  readonly files?: readonly Pick<StoredFile, 'name' | 'type' | 'thumbhash' | 'waveform'>[] | undefined;
}

/** Its words, or else what its files are; without both it was deleted. */
export function gistOf({ text, files = [] }: Meant, t: TFunction): string {
  const words = plainText(text) || text.trim();
  if (words) return words;
  const [first] = files;
  if (first === undefined) return t('messages.deleted');
  if (files.length > 1) return t('chats.files', { count: files.length });
  if (shelfOf(first) === 'voice') return t('chats.voiceMessage');
  const kind = kindOf(first);
  if (kind === 'image') return t('chats.photo');
  return kind === 'video' ? t('chats.video') : first.name;
}

/** The same of one that is on its way: no server has looked at its files yet, so they are what the device takes them for. */
export function gistOfOutgoing({ text, files, forward }: Outgoing, t: TFunction): string {
  return gistOf({ text, files: forward?.files ?? files?.map(file => ({ ...file, thumbhash: '' })) }, t);
}
