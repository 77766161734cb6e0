// The short sounds of messages, of which each chat can have its own.
import type { MessageSound } from '../../../common/chats/notices.ts';

interface Note {
  /** Seconds from the start. */
  readonly at: number;
  readonly hertz: number;
  readonly seconds: number;
}

const notes: Readonly<Record<Exclude<MessageSound, 'none'>, readonly Note[]>> = {
  drop: [{ at: 0, hertz: 880, seconds: 0.22 }],
  knock: [
    { at: 0, hertz: 220, seconds: 0.09 },
    { at: 0.13, hertz: 196, seconds: 0.12 },
  ],
  chime: [
    { at: 0, hertz: 659.25, seconds: 0.5 },
    { at: 0.12, hertz: 987.77, seconds: 0.7 },
  ],
};
const loudness = 0.28;
const tail = 0.2;

/** Plays one of them, once. */
export function playMessageSound(sound: Exclude<MessageSound, 'none'>): void {
  const context = new AudioContext();
  const warmth = new BiquadFilterNode(context, { type: 'lowpass', frequency: 3_200 });
  warmth.connect(context.destination);
  const start = context.currentTime + 0.02;
  let end = start;
  for (const { at, hertz, seconds } of notes[sound]) {
    const gain = new GainNode(context, { gain: 0 });
    const from = start + at;
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(loudness, from + 0.006);
    gain.gain.exponentialRampToValueAtTime(0.0001, from + seconds);
    const tone = new OscillatorNode(context, { frequency: hertz });
    tone.connect(gain).connect(warmth);
    tone.start(from);
    tone.stop(from + seconds);
    end = Math.max(end, from + seconds);
  }
  setTimeout(() => void context.close(), (end - start + tail) * 1_000);
}
