// What a page notes down of its calls: moments, and connections that were made and closed.
import type { Page } from '@playwright/test';

/** Moments of the present call in milliseconds since 1970, and connections since the page began. */
export interface Books {
  made: number;
  closed: number;
  /** The offer of the calling side is made. */
  offered: number | null;
  /** The other side has it and rings. */
  rang: number | null;
  clicked: number | null;
  described: number | null;
  heard: number | null;
  connected: number | null;
  constraints: MediaStreamConstraints[];
}
export type Booked = typeof globalThis & { books: Books; NativeConnection: typeof RTCPeerConnection };

/** Milliseconds until both sides were connected. */
export interface SetUp {
  /** From the made offer to the ring at the other side. */
  readonly ringing: number;
  /** From the click on the answer button: devices are opened in it. */
  readonly fromClick: number;
  /** From answering (the app: the click; the bare pair: devices open, the offer taken); the three parts of it follow. */
  readonly fromAnswer: number;
  /** Until the answer is made. */
  readonly describing: number;
  /** Until the calling side has it. */
  readonly delivering: number;
  readonly connecting: number;
}

/** Runs in the page, before its scripts. */
export function keepBooks(): void {
  const scope = globalThis as Booked;
  const now = () => performance.timeOrigin + performance.now();
  const books: Books = {
    made: 0,
    closed: 0,
    offered: null,
    rang: null,
    clicked: null,
    described: null,
    heard: null,
    connected: null,
    constraints: [],
  };
  scope.books = books;
  const Native = scope.RTCPeerConnection;
  scope.NativeConnection = Native;
  scope.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      books.made += 1;
      this.addEventListener('connectionstatechange', () => {
        if (this.connectionState === 'connected') books.connected ??= now();
      });
    }
    override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      if (description.type === 'offer') books.rang ??= now();
      else books.heard ??= now();
      return super.setRemoteDescription(description);
    }
    override async setLocalDescription(description?: RTCLocalSessionDescriptionInit): Promise<void> {
      await super.setLocalDescription(description);
      if (this.localDescription?.type === 'answer') books.described ??= now();
      else books.offered ??= now();
    }
    override close(): void {
      if (this.signalingState !== 'closed') books.closed += 1;
      super.close();
    }
  };
  const devices = navigator.mediaDevices;
  const open = devices.getUserMedia.bind(devices);
  devices.getUserMedia = constraints => {
    if (constraints) books.constraints.push(constraints);
    return open(constraints);
  };
  const clicked = (event: Event) => {
    if ((event.target as Element).closest('[data-testid^="call-answer"]')) books.clicked ??= now();
  };
  document.addEventListener('click', clicked, { capture: true });
}

type Moments = Partial<Omit<Books, 'constraints' | 'made' | 'closed'>> & {
  readonly answered?: number | null;
};

/** Throws when a moment is missing. */
export function setUpOf({ offered, rang, clicked, answered, described, heard, connected }: Moments): SetUp {
  const between = (from: number | null | undefined, to: number | null | undefined): number => {
    if (typeof from !== 'number' || typeof to !== 'number')
      throw new Error('A call connected without a trace');
    return to - from;
  };
  return {
    ringing: between(offered, rang),
    fromClick: between(clicked, connected),
    fromAnswer: between(answered, connected),
    describing: between(answered, described),
    delivering: between(described, heard),
    connecting: between(heard, connected),
  };
}

export const readBooks = (page: Page): Promise<Books> => page.evaluate(() => (globalThis as Booked).books);
