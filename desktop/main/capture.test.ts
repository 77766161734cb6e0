import { beforeEach, expect, test } from 'vitest';
import type { CaptureRequest } from '../ipc/payloads.ts';
import {
  type CaptureGrant,
  type CaptureParts,
  createCapture,
  type NativeSource,
  usesPortal,
} from './capture.ts';
import { createLog } from './log.ts';

const picture = { toDataURL: () => 'data:image/png;base64,AA', isEmpty: () => false };
const source = (id: string): NativeSource => ({ id, name: id, thumbnail: picture, appIcon: null });
const asked = { userGesture: true, audioRequested: true, trusted: true };

let requests: CaptureRequest[];
let ended: string[];
let grants: CaptureGrant[];
let listed: string[];
let timeouts: (() => void)[];

beforeEach(() => {
  requests = [];
  ended = [];
  grants = [];
  listed = [];
  timeouts = [];
});

function desk(change: Partial<CaptureParts> = {}) {
  return createCapture({
    listSources: async kind => {
      listed.push(kind);
      return [source(`${kind}:1:0`)];
    },
    mayCapture: () => true,
    systemPicker: false,
    systemAudio: false,
    ask: request => requests.push(request),
    ended: id => ended.push(id),
    newId: () => `request${requests.length}`,
    later: run => {
      timeouts.push(run);
      return () => timeouts.splice(timeouts.indexOf(run), 1);
    },
    log: createLog(
      () => undefined,
      () => new Date(0),
    ),
    ...change,
  });
}
const grant = (answer: CaptureGrant) => grants.push(answer);

test('screens and windows are asked for one after the other, and the chosen one is granted', async () => {
  const capture = desk();
  await capture.request(asked, grant);
  expect(listed).toEqual(['screen', 'window']);
  expect(requests[0]?.sources.map(item => item.kind)).toEqual(['screen', 'window']);
  capture.choose({ requestId: 'request0', sourceId: 'window:1:0', audio: true });
  expect(grants).toEqual([{ video: { id: 'window:1:0', name: 'window:1:0' } }]);
  expect(timeouts).toEqual([]);
});

test('[field 2] nothing is listed without a click, for a foreign page, or where the system refuses', async () => {
  await desk().request({ ...asked, userGesture: false }, grant);
  await desk().request({ ...asked, trusted: false }, grant);
  await desk({ mayCapture: () => false }).request(asked, grant);
  expect(grants).toEqual([null, null, null]);
  expect(listed).toEqual([]);
});

test('a cancelled, timed out or abandoned request is refused, and the next one is served', async () => {
  const capture = desk();
  await capture.request(asked, grant);
  capture.choose({ requestId: 'request0', sourceId: null });
  await capture.request(asked, grant);
  timeouts[0]?.();
  await capture.request(asked, grant);
  capture.cancel();
  capture.cancel();
  expect(grants).toEqual([null, null, null]);
  expect(ended).toEqual(['request1']);
  await capture.request(asked, grant);
  expect(requests).toHaveLength(4);
});

test('a second request while one is open is refused and leaves the first alone', async () => {
  const capture = desk();
  await capture.request(asked, grant);
  await capture.request(asked, grant);
  expect(grants).toEqual([null]);
  capture.choose({ requestId: 'request0', sourceId: 'screen:1:0', audio: false });
  expect(grants).toHaveLength(2);
});

test('an answer to another request, or with a source that was not offered, is refused', async () => {
  const capture = desk();
  expect(() => capture.choose({ requestId: 'request0', sourceId: null })).toThrow('not open');
  await capture.request(asked, grant);
  expect(() => capture.choose({ requestId: 'other', sourceId: null })).toThrow('not open');
  expect(() => capture.choose({ requestId: 'request0', sourceId: 'screen:9:9', audio: false })).toThrow(
    'not offered',
  );
  expect(grants).toEqual([]);
});

test("[field 3] the system's sound comes along only where it can, when it was asked for and chosen", async () => {
  const capture = desk({ systemAudio: true });
  const choose = (audio: boolean) =>
    capture.choose({ requestId: `request${requests.length - 1}`, sourceId: 'screen:1:0', audio });
  await capture.request(asked, grant);
  choose(true);
  await capture.request(asked, grant);
  choose(false);
  await capture.request({ ...asked, audioRequested: false }, grant);
  choose(true);
  expect(grants.map(item => item?.audio)).toEqual(['loopback', undefined, undefined]);
  expect(requests.map(item => item.systemAudio)).toEqual([true, true, false]);
});

test('[field 1] where the system has a picker of its own ours stays away', async () => {
  await desk({ systemPicker: true }).request(asked, grant);
  expect(listed).toEqual([]);
  expect(grants).toEqual([{ video: { id: 'screen:0:0', name: 'Screen' } }]);
});

test('a system that lists nothing or fails refuses instead of hanging', async () => {
  await desk({ listSources: async () => [] }).request(asked, grant);
  await desk({ listSources: () => Promise.reject(new Error('no')) }).request(asked, grant);
  expect(grants).toEqual([null, null]);
});

test('a page that goes away while the sources are listed does not take part any more', async () => {
  let release: (() => void)[] = [];
  const slow = desk({
    listSources: kind => new Promise(resolve => release.push(() => resolve([source(`${kind}:1:0`)]))),
  });
  const step = async () => {
    const waiting = release;
    release = [];
    for (const go of waiting) go();
    await Promise.resolve();
  };
  const first = slow.request(asked, grant);
  slow.cancel();
  const second = slow.request(asked, grant);
  while (release.length > 0) await step();
  await Promise.all([first, second]);
  expect(grants).toEqual([null]);
  expect(requests).toHaveLength(1);
});

test('a Wayland session is the one with a picker of its own', () => {
  expect(usesPortal('linux', { XDG_SESSION_TYPE: 'wayland' })).toBe(true);
  expect(usesPortal('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
  expect(usesPortal('linux', { XDG_SESSION_TYPE: 'x11', DISPLAY: ':0' })).toBe(false);
  expect(usesPortal('darwin', { XDG_SESSION_TYPE: 'wayland' })).toBe(false);
});
