// What really flows in a page's calls, by getStats of its peer connections (W3C webrtc-stats).
import { expect, type Page } from '@playwright/test';

export interface Flow {
  audioBytes: number;
  videoFrames: number;
}

type Watched = typeof globalThis & { peerConnections?: RTCPeerConnection[] };

/** Collects the page's peer connections; reloads the page for it. */
export async function watchMedia(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const scope = globalThis as Watched;
    const Native = scope.RTCPeerConnection;
    const made: RTCPeerConnection[] = [];
    scope.peerConnections = made;
    scope.RTCPeerConnection = new Proxy(Native, {
      construct(target, args, newTarget) {
        const connection: RTCPeerConnection = Reflect.construct(target, args, newTarget);
        made.push(connection);
        return connection;
      },
    });
  });
  await page.reload();
}

/** Received since the newest connection began: bytes of sound, decoded frames of all pictures. */
export function received(page: Page): Promise<Flow> {
  return page.evaluate(async () => {
    const connection = (globalThis as Watched).peerConnections?.at(-1);
    const flow = { audioBytes: 0, videoFrames: 0 };
    for (const [, report] of (await connection?.getStats()) ?? []) {
      if (report.type !== 'inbound-rtp') continue;
      if (report.kind === 'audio') flow.audioBytes += report.bytesReceived ?? 0;
      else flow.videoFrames += report.framesDecoded ?? 0;
    }
    return flow;
  });
}

/** Passes when what is named grows from now on. */
export async function expectGrowth(page: Page, what: keyof Flow): Promise<void> {
  const before = (await received(page))[what];
  await expect
    .poll(async () => (await received(page))[what], { message: `${what} grows` })
    .toBeGreaterThan(before);
}
