// What a message is called where it is not shown whole.
import { createInstance } from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import type { ChatId, MessageId } from '../../../common/ids.ts';
import type { Outgoing } from '../../../common/messages/outgoing.ts';
import en from '../i18n/en.json' with { type: 'json' };
import sw from '../i18n/sw.json' with { type: 'json' };
import { gistOf, gistOfOutgoing } from './gist.ts';

const i18n = createInstance();
const english = () => i18n.getFixedT('en');

beforeAll(async () => {
  await i18n.init({ resources: { en: { translation: en }, sw: { translation: sw } } });
});

const photo = { name: 'a.png', type: 'image/png', thumbhash: 'AA==' };
const voice = { name: 'v.webm', type: 'audio/webm;codecs=opus', waveform: 'AA==' };

test.each([
  ['en', 'Photo', 'Video', 'Voice message', '3 files', 'Message deleted'],
  ['sw', 'Picha', 'Video', 'Ujumbe wa sauti', 'Faili 3', 'Ujumbe umefutwa'],
] as const)('in %s a message without words is called by what it holds', (language, ...words) => {
  const t = i18n.getFixedT(language);
  const [image, video, spoken, several, deleted] = words;
  expect(gistOf({ text: '', files: [photo] }, t)).toBe(image);
  expect(gistOf({ text: '', files: [{ name: 'f.mp4', type: 'video/mp4' }] }, t)).toBe(video);
  expect(gistOf({ text: ' ', files: [voice] }, t)).toBe(spoken);
  expect(gistOf({ text: '', files: [photo, voice, photo] }, t)).toBe(several);
  expect(gistOf({ text: '', files: [] }, t)).toBe(deleted);
});

test('words go before files, and a file of which nothing is shown has its name', () => {
  const t = english();
  expect(gistOf({ text: '**Look**', files: [photo] }, t)).toBe('Look');
  expect(gistOf({ text: '', files: [{ name: 'plan.pdf', type: 'application/pdf' }] }, t)).toBe('plan.pdf');
  expect(gistOf({ text: '', files: [{ name: 'song.mp3', type: 'audio/mpeg' }] }, t)).toBe('song.mp3');
  // A picture that could not be decoded is shown as a file.
  expect(gistOf({ text: '', files: [{ name: 'x.png', type: 'image/png' }] }, t)).toBe('x.png');
});

test('what is on its way is called the same, also when it is sent on', () => {
  const t = english();
  const entry: Outgoing = {
    clientId: 'c',
    chatId: 'x' as ChatId,
    text: '',
    createdAt: '2026-11-24T00:00:00Z',
    state: { name: 'waiting' },
    refusals: 0,
  };
  const file = { id: 'f', name: 'a.png', type: 'image/png', size: 1 } as NonNullable<
    Outgoing['files']
  >[number];
  expect(gistOfOutgoing({ ...entry, files: [file] }, t)).toBe('Photo');
  const forward = { chatId: 'y' as ChatId, messageId: 'm' as MessageId, files: [] };
  expect(gistOfOutgoing({ ...entry, text: 'words', forward }, t)).toBe('words');
});
