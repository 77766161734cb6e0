// Who one talks to, as moving pictures: what the window above all others shows of a call without a camera.
import { initials } from '../ui/avatar.ts';

const size = { width: 480, height: 300 };
const middle = size.width / 2;
const colours = { ground: '#2b221c', face: '#8a4a2d', text: '#f6f0e6', muted: '#c4b8aa' };
const font = '"Inter Variable", system-ui, sans-serif';

export interface DrawnFace {
  readonly track: MediaStreamTrack;
  /** Draws what has changed; `line` is how long, or what is under way. */
  draw(name: string, line: string): void;
  stop(): void;
}

/** Null where the engine can not turn a drawing into a picture. */
export function drawFace(): DrawnFace | null {
  const canvas = Object.assign(document.createElement('canvas'), size);
  const context = canvas.getContext('2d');
  const [track] = canvas.captureStream().getVideoTracks();
  if (!context || !track) return null;
  return {
    track,
    draw(name, line) {
      context.fillStyle = colours.ground;
      context.fillRect(0, 0, size.width, size.height);
      context.fillStyle = colours.face;
      context.beginPath();
      context.arc(middle, 112, 62, 0, 2 * Math.PI);
      context.fill();
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      write(context, initials(name), { y: 114, weight: 600, pixels: 48, colour: colours.text });
      write(context, name, { y: 212, weight: 600, pixels: 28, colour: colours.text });
      write(context, line, { y: 252, weight: 400, pixels: 22, colour: colours.muted });
    },
    stop: () => track.stop(),
  };
}

interface Manner {
  readonly y: number;
  readonly weight: number;
  readonly pixels: number;
  readonly colour: string;
}

function write(
  context: CanvasRenderingContext2D,
  words: string,
  { y, weight, pixels, colour }: Manner,
): void {
  context.font = `${weight} ${pixels}px ${font}`;
  context.fillStyle = colour;
  context.fillText(words, middle, y, size.width - 40);
}
