// What is played: one thing at a time, and what comes after it. Pure.
import type { StoredFile } from '../../../common/files/file.ts';
import { shelfOf } from '../../../common/files/kinds.ts';
import type { Message } from '../../../common/messages/message.ts';

export interface Track {
  readonly file: StoredFile;
  readonly message: Message;
}

export type Playing =
  | { readonly name: 'silent' }
  | {
      readonly name: 'loading' | 'playing' | 'paused' | 'failed';
      readonly track: Track;
      /** In seconds. */
      readonly at: number;
      readonly length: number;
    };

export type PlayerEvent =
  | { readonly type: 'chosen'; readonly track: Track; readonly at?: number }
  | { readonly type: 'started' | 'paused' | 'failed' | 'closed' }
  | { readonly type: 'moved'; readonly at: number }
  | { readonly type: 'measured'; readonly length: number };

export const speeds = [1, 1.5, 2] as const;
export type Speed = (typeof speeds)[number];

/** The next speed in the round. */
export const fasterThan = (speed: Speed): Speed => speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? 1;

/** What comes late, after it was closed, changes nothing. */
export function updatePlaying(playing: Playing, event: PlayerEvent): Playing {
  if (event.type === 'chosen') {
    const { track, at = 0 } = event;
    return { name: 'loading', track, at, length: track.file.duration ?? 0 };
  }
  if (event.type === 'closed') return playing.name === 'silent' ? playing : { name: 'silent' };
  if (playing.name === 'silent') return playing;
  switch (event.type) {
    case 'started':
      return playing.name === 'playing' ? playing : { ...playing, name: 'playing' };
    case 'paused':
      return playing.name === 'playing' || playing.name === 'loading'
        ? { ...playing, name: 'paused' }
        : playing;
    case 'failed':
      return { ...playing, name: 'failed' };
    case 'moved':
      return playing.at === event.at ? playing : { ...playing, at: event.at };
    case 'measured':
      // What MediaRecorder writes has no length at first.
      return Number.isFinite(event.length) && event.length > 0
        ? { ...playing, length: event.length }
        : playing;
  }
}

/** The voice message that follows in the same chat; none after music. */
export function nextAfter({ file, message }: Track, messages: readonly Message[]): Track | null {
  if (shelfOf(file) !== 'voice') return null;
  const later = [...messages].sort((a, b) => a.seq - b.seq).filter(({ seq }) => seq >= message.seq);
  const tracks = later.flatMap(one =>
    one.files.filter(held => shelfOf(held) === 'voice').map(held => ({ file: held, message: one })),
  );
  const here = tracks.findIndex(track => track.file.id === file.id && track.message.id === message.id);
  return tracks[here + 1] ?? null;
}
