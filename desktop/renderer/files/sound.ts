// Plays sound of messages, wherever one is in the app.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ChatId, FileId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import {
  fasterThan,
  nextAfter,
  type PlayerEvent,
  type Playing,
  type Speed,
  type Track,
  updatePlaying,
} from './playing.ts';

export interface SoundState {
  readonly playing: Playing;
  readonly speed: Speed;
}

export interface SoundParts {
  readonly store: StoreApi<SoundState>;
  /** Plays this, or goes on with it, or holds it. */
  toggle(track: Track): void;
  pause(): void;
  /** To a moment in seconds. */
  seek(track: Track, at: number): void;
  faster(): void;
  close(): void;
  dispose(): void;
}

interface SoundOptions {
  readonly audio: HTMLAudioElement;
  readonly link: (id: FileId) => Promise<string>;
  /** A link of which one can be sure that it has not ended. */
  readonly renew: (id: FileId) => Promise<string>;
  readonly messages: (chatId: ChatId) => readonly Message[];
}

/** The one player of an account. */
export function createSound({ audio, link, renew, messages }: SoundOptions): SoundParts {
  const store = createStore<SoundState>(() => ({ playing: { name: 'silent' }, speed: 1 }));
  let renewed = false;
  const apply = (event: PlayerEvent) =>
    store.setState(({ playing }) => ({ playing: updatePlaying(playing, event) }));
  const isOn = ({ file, message }: Track) => {
    const { playing } = store.getState();
    return (
      playing.name !== 'silent' &&
      playing.track.file.id === file.id &&
      playing.track.message.id === message.id
    );
  };
  const begin = async (track: Track, at: number, ask: typeof link) => {
    apply({ type: 'chosen', track, at });
    try {
      const url = await ask(track.file.id);
      if (!isOn(track)) return;
      audio.src = url;
      audio.currentTime = at;
      audio.playbackRate = store.getState().speed;
      await audio.play();
    } catch (error) {
      // Another choice, or a pause, breaks off the one before.
      if (isOn(track) && !(error instanceof DOMException && error.name === 'AbortError'))
        apply({ type: 'failed' });
    }
  };
  const start = (track: Track, at = 0) => {
    renewed = false;
    void begin(track, at, link);
  };
  const listeners = {
    playing: () => apply({ type: 'started' }),
    // The engine pauses at the end too, just before it says that it ended.
    pause: () => audio.ended || apply({ type: 'paused' }),
    timeupdate: () => apply({ type: 'moved', at: audio.currentTime }),
    durationchange: () => apply({ type: 'measured', length: audio.duration }),
    ended() {
      const { playing } = store.getState();
      if (playing.name === 'silent') return;
      const next = nextAfter(playing.track, messages(playing.track.message.chatId));
      if (next) start(next);
      else apply({ type: 'closed' });
    },
    error() {
      const { playing } = store.getState();
      if (playing.name === 'silent' || renewed) return apply({ type: 'failed' });
      renewed = true;
      void begin(playing.track, playing.at, renew);
    },
  };
  for (const [name, listener] of Object.entries(listeners)) audio.addEventListener(name, listener);
  return {
    store,
    toggle(track) {
      const { playing } = store.getState();
      if (!isOn(track) || playing.name === 'failed') start(track);
      else if (playing.name === 'playing') audio.pause();
      else void audio.play().catch(() => apply({ type: 'failed' }));
    },
    pause: () => audio.pause(),
    seek(track, at) {
      if (!isOn(track)) return start(track, at);
      audio.currentTime = at;
      apply({ type: 'moved', at });
    },
    faster() {
      store.setState(({ speed }) => ({ speed: fasterThan(speed) }));
      audio.playbackRate = store.getState().speed;
    },
    close() {
      audio.pause();
      apply({ type: 'closed' });
    },
    dispose() {
      for (const [name, listener] of Object.entries(listeners)) audio.removeEventListener(name, listener);
      audio.pause();
      audio.removeAttribute('src');
    },
  };
}
