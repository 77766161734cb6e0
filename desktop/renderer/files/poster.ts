// A small picture of what a video shows right now, to go with it.
import { limits } from '../../../common/limits.ts';

const longest = 480;
const qualities = [0.7, 0.5, 0.3];

/** Base64 JPEG; undefined where it can not be drawn small enough. */
export function posterOf(video: HTMLVideoElement): string | undefined {
  const { videoWidth, videoHeight } = video;
  const scale = Math.min(1, longest / Math.max(videoWidth, videoHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(videoWidth * scale));
  canvas.height = Math.max(1, Math.round(videoHeight * scale));
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return qualities
    .map(quality => canvas.toDataURL('image/jpeg', quality).split(',', 2)[1])
    .find(text => text !== undefined && text.length > 0 && text.length <= limits.posterCharacters);
}
