// The ringtone and the tone that a caller hears, played on a small marimba made of sine waves.
import type { Disposer } from '../../ipc/channels.ts';
import type { Clock } from './deps.ts';

export type Tone = 'ringtone' | 'ringback';

interface Strike {
  /** Seconds from the start of the bar. */
  readonly at: number;
  readonly hertz: number;
  readonly loudness: number;
}
interface Pattern {
  readonly strikes: readonly Strike[];
  /** Milliseconds until it begins again. */
  readonly bar: number;
}

const [low, fifth, root, third, high, top] = [220, 329.63, 440, 554.37, 659.25, 880];
const strike = (at: number, hertz: number, loudness: number): Strike => ({ at, hertz, loudness });

const patterns: Readonly<Record<Tone, Pattern>> = {
  ringtone: {
    bar: 3_200,
    strikes: [
      strike(0, root, 0.5),
      strike(0, low, 0.35),
      strike(0.18, high, 0.4),
      strike(0.36, third, 0.42),
      strike(0.54, top, 0.5),
      strike(0.9, high, 0.34),
      strike(1.08, root, 0.4),
      strike(1.08, fifth, 0.3),
      strike(1.26, third, 0.36),
      strike(1.44, high, 0.42),
    ],
  },
  ringback: {
    bar: 3_000,
    strikes: [strike(0, fifth, 0.16), strike(0.22, root, 0.14), strike(0, low, 0.12)],
  },
};

export interface Outlet {
  /** The id of an output; empty: the system's own. */
  readonly sink: string;
  /** 0 to 100. */
  readonly volume: number;
}

/** Plays a tone until disposed, at which it is silent at once. */
export function playTone(tone: Tone, clock: Clock, { sink, volume }: Outlet): Disposer {
  const context = new AudioContext();
  const master = new GainNode(context, { gain: (0.8 * volume) / 100 });
  const warmth = new BiquadFilterNode(context, { type: 'lowpass', frequency: 3_200 });
  const stopOutlet = connectOutlet(context, master.connect(warmth), sink);
  const { strikes, bar } = patterns[tone];
  let next: Disposer = () => undefined;
  const play = () => {
    const start = context.currentTime + 0.03;
    // A page that was never clicked may not sound yet: then nothing piles up.
    if (context.state === 'running') for (const each of strikes) hit(context, master, each, start);
    next = clock.after(context.state === 'running' ? bar : 250, play);
  };
  play();
  return () => {
    next();
    master.gain.value = 0;
    stopOutlet();
    void context.close();
  };
}

// A context plays to the system's output; only an element can be sent to another.
function connectOutlet(context: AudioContext, out: AudioNode, sink: string): Disposer {
  const direct = () => void out.connect(context.destination);
  if (sink === '') {
    direct();
    return () => undefined;
  }
  const stream = new MediaStreamAudioDestinationNode(context);
  const element = new Audio();
  element.srcObject = stream.stream;
  element.setSinkId(sink).then(
    () => {
      out.connect(stream);
      void element.play();
    },
    // It was unplugged: it must ring all the same.
    direct,
  );
  return () => {
    element.pause();
    element.srcObject = null;
  };
}

// A bar of wood sounds its note and, shorter, two octaves and a third above it.
function hit(context: AudioContext, out: AudioNode, { at, hertz, loudness }: Strike, start: number) {
  const partials = [
    { ratio: 1, share: 1, seconds: 0.9 },
    { ratio: 3.98, share: 0.28, seconds: 0.22 },
    { ratio: 9.8, share: 0.05, seconds: 0.06 },
  ];
  const from = start + at;
  for (const { ratio, share, seconds } of partials) {
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(loudness * share, from + 0.006);
    gain.gain.exponentialRampToValueAtTime(0.0001, from + seconds);
    const tone = new OscillatorNode(context, { frequency: hertz * ratio });
    tone.connect(gain).connect(out);
    tone.start(from);
    tone.stop(from + seconds + 0.05);
  }
}
