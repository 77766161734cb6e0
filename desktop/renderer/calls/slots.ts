// The fixed places for media in a connection, so that its m-lines never move.
export type Slot = 'audio' | 'camera' | 'screen' | 'screenAudio';

export type Tracks = Readonly<Record<Slot, MediaStreamTrack | null>>;

export const noTracks: Tracks = { audio: null, camera: null, screen: null, screenAudio: null };

/** In order of their m-lines. */
export const slots: readonly Slot[] = ['audio', 'camera', 'screen', 'screenAudio'];
export const slotKind = { audio: 'audio', camera: 'video', screen: 'video', screenAudio: 'audio' } as const;

export type SlotKind = (typeof slotKind)[Slot];

/** Transceivers as far as places are concerned. */
interface Place {
  readonly receiver: { readonly track: { readonly kind: string } };
}

/** The slot of a transceiver: the first of a kind is oneself, the second what one shares. */
export function slotOf<T extends Place>(places: readonly T[], place: T): Slot | null {
  const { kind } = place.receiver.track;
  const index = places.filter(other => other.receiver.track.kind === kind).indexOf(place);
  return slots.filter(slot => slotKind[slot] === kind)[index] ?? null;
}

/** The transceiver of a slot; undefined where the other side did not offer one. */
export function placeOf<T extends Place>(places: readonly T[], slot: Slot): T | undefined {
  return places.find(place => slotOf(places, place) === slot);
}
