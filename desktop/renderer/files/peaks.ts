// The shape of a sound as a row of bytes: the loudest moment of each equal part.

/** So many bars stand in a bubble. */
export const bars = 64;

/** Loudness from 0 to 1 in any number of steps, as exactly so many. */
export function peaksOf(levels: readonly number[], count = bars): readonly number[] {
  if (levels.length === 0) return Array.from({ length: count }, () => 0);
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * levels.length) / count);
    const to = Math.max(from + 1, Math.floor(((index + 1) * levels.length) / count));
    return Math.max(...levels.slice(from, to));
  });
}

export function encodePeaks(peaks: readonly number[]): string {
  return btoa(String.fromCharCode(...peaks.map(peak => Math.round(Math.min(1, Math.max(0, peak)) * 255))));
}

/** What others sent may be anything: what is no waveform is a flat one. */
export function decodePeaks(waveform: string): readonly number[] {
  try {
    const bytes = Array.from(atob(waveform), character => character.charCodeAt(0) / 255);
    return peaksOf(bytes);
  } catch {
    return peaksOf([]);
  }
}
