// What a connection sends in each of its places: tracks come, go, and are held back without any negotiation.
import { noTracks, placeOf, type Slot, type SlotKind, slotKind, slots, type Tracks } from './slots.ts';
import { orderCodecs } from './tuning.ts';

interface Places {
  getTransceivers(): RTCRtpTransceiver[];
  addTransceiver(track: MediaStreamTrack | string, init: RTCRtpTransceiverInit): RTCRtpTransceiver;
}

export class Senders {
  readonly #places: Places;
  /** What is to be sent, kept also while it is held back. */
  #tracks: Tracks = noTracks;
  #sent: Readonly<Record<SlotKind, boolean>> = { audio: true, video: true };

  constructor(places: Places) {
    this.#places = places;
  }

  /** All places, for a first offer. */
  offer(): void {
    for (const slot of slots) {
      orderCodecs(this.#places.addTransceiver(slotKind[slot], { direction: 'sendrecv' }), slot);
    }
  }

  async fill(tracks: Tracks): Promise<void> {
    this.#tracks = tracks;
    const places = this.#places.getTransceivers();
    for (const slot of slots) {
      const place = placeOf(places, slot);
      if (!place) continue;
      place.direction = 'sendrecv';
      orderCodecs(place, slot);
      await place.sender.replaceTrack(this.#sending(slot));
    }
  }

  async set(slot: Slot, track: MediaStreamTrack | null): Promise<void> {
    this.#tracks = { ...this.#tracks, [slot]: track };
    const places = this.#places.getTransceivers();
    // Before the first description there are none: `fill` takes it up.
    if (places.length === 0) return;
    const place = placeOf(places, slot);
    if (place) await place.sender.replaceTrack(this.#sending(slot));
    else if (track) this.#places.addTransceiver(track, { direction: 'sendrecv' });
  }

  async toggle(kind: SlotKind, on: boolean): Promise<void> {
    if (this.#sent[kind] === on) return;
    this.#sent = { ...this.#sent, [kind]: on };
    for (const slot of slots) if (slotKind[slot] === kind) await this.set(slot, this.#tracks[slot]);
  }

  #sending(slot: Slot): MediaStreamTrack | null {
    return this.#sent[slotKind[slot]] ? this.#tracks[slot] : null;
  }
}
