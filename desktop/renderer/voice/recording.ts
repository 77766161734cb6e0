// What is being spoken into the microphone: from the question for it up to the preview. Pure.
import type { MediaTrouble } from '../calls/constraints.ts';

/** Longer ones are finished by themselves, in seconds. */
export const longestVoice = 15 * 60;

export interface Spoken {
  readonly blob: Blob;
  readonly seconds: number;
  readonly waveform: string;
}

export type Recording =
  | { readonly name: 'idle' }
  | { readonly name: 'asking' }
  | { readonly name: 'refused'; readonly trouble: MediaTrouble }
  | { readonly name: 'recording' | 'paused'; readonly seconds: number; readonly level: number }
  | { readonly name: 'preview'; readonly spoken: Spoken };

export type RecordingEvent =
  | { readonly type: 'asked' | 'opened' | 'paused' | 'resumed' | 'ended' }
  | { readonly type: 'refused'; readonly trouble: MediaTrouble }
  | { readonly type: 'heard'; readonly level: number; readonly seconds: number }
  | { readonly type: 'finished'; readonly spoken: Spoken };

/** What comes late, after it was cancelled, changes nothing. */
export function updateRecording(state: Recording, event: RecordingEvent): Recording {
  switch (event.type) {
    case 'asked':
      return state.name === 'idle' || state.name === 'refused' ? { name: 'asking' } : state;
    case 'opened':
      return state.name === 'asking' ? { name: 'recording', seconds: 0, level: 0 } : state;
    case 'refused':
      return state.name === 'asking' ? { name: 'refused', trouble: event.trouble } : state;
    case 'heard':
      if (state.name !== 'recording') return state;
      return { ...state, level: event.level, seconds: state.seconds + event.seconds };
    case 'paused':
      return state.name === 'recording' ? { ...state, name: 'paused', level: 0 } : state;
    case 'resumed':
      return state.name === 'paused' ? { ...state, name: 'recording' } : state;
    case 'finished':
      if (state.name !== 'recording' && state.name !== 'paused') return state;
      return { name: 'preview', spoken: event.spoken };
    case 'ended':
      return state.name === 'idle' ? state : { name: 'idle' };
  }
}
