// How loud a track is.
import type { Disposer } from '../../ipc/channels.ts';

/** Tells the loudness of a track, 0 to 1, at each frame drawn or every so many milliseconds. */
export function watchLevel(
  track: MediaStreamTrack,
  onLevel: (level: number) => void,
  every: 'frame' | number = 'frame',
): Disposer {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 512, smoothingTimeConstant: 0.6 });
  const source = new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) });
  source.connect(analyser);
  const wave = new Float32Array(analyser.fftSize);
  const tell = () => {
    analyser.getFloatTimeDomainData(wave);
    const power = Math.sqrt(wave.reduce((sum, value) => sum + value * value, 0) / wave.length);
    onLevel(Math.min(1, Math.max(0, (20 * Math.log10(power + 1e-6) + 55) / 45)));
  };
  const stop = every === 'frame' ? eachFrame(tell) : eachTime(tell, every);
  return () => {
    stop();
    void context.close();
  };
}

function eachFrame(act: () => void): Disposer {
  let frame = requestAnimationFrame(function draw() {
    frame = requestAnimationFrame(draw);
    act();
  });
  return () => cancelAnimationFrame(frame);
}

function eachTime(act: () => void, every: number): Disposer {
  const timer = window.setInterval(act, every);
  return () => window.clearInterval(timer);
}

const LOUD = 0.5;
const LOUD_FOR = 3;
const QUIET_FOR = 30;

/** Says when someone speaks: three loud moments in a row, over after thirty quiet ones. Pure, one call a moment. */
export function createSpeechSense(): (level: number) => boolean {
  let loud = 0;
  let quiet = QUIET_FOR;
  let speaking = false;
  return level => {
    loud = level >= LOUD ? loud + 1 : 0;
    quiet = level >= LOUD ? 0 : quiet + 1;
    if (loud >= LOUD_FOR) speaking = true;
    if (quiet >= QUIET_FOR) speaking = false;
    return speaking;
  };
}
