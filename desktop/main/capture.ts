// Screen sharing: the page asks, the person chooses in the page's picker, and only the chosen source is handed out.
import type { CaptureChoice, CaptureRequest, CaptureSource } from '../ipc/payloads.ts';
import { BridgeError } from './ipc.ts';
import type { Log } from './log.ts';

/** What is needed of a source of Electron's desktopCapturer. */
export interface NativeSource {
  id: string;
  name: string;
  thumbnail: { toDataURL(): string; isEmpty(): boolean };
  appIcon: { toDataURL(): string; isEmpty(): boolean } | null;
}

export interface CaptureQuestion {
  userGesture: boolean;
  audioRequested: boolean;
  trusted: boolean;
}

/** What is handed out: a source, perhaps with the system's sound. Null refuses. */
export type CaptureGrant = { video: { id: string; name: string }; audio?: 'loopback' } | null;

export interface CaptureParts {
  listSources: (kind: 'screen' | 'window') => Promise<readonly NativeSource[]>;
  /** False when the system has refused screen recording: asking for sources then may crash (macOS). */
  mayCapture: () => boolean;
  /** True where the system has a picker of its own (Wayland portal): then ours would be a second one. */
  systemPicker: boolean;
  systemAudio: boolean;
  ask: (request: CaptureRequest) => void;
  ended: (requestId: string) => void;
  newId: () => string;
  later: (run: () => void, after: number) => () => void;
  log: Log;
}

export interface Capture {
  request(question: CaptureQuestion, grant: (grant: CaptureGrant) => void): Promise<void>;
  choose(choice: CaptureChoice): void;
  /** Refuses what is open, because the page that asked is gone. */
  cancel(): void;
}

interface Pending {
  requestId: string;
  sources: readonly CaptureSource[];
  audioRequested: boolean;
  settle: (grant: CaptureGrant) => void;
}

const ANSWER_WITHIN = 120_000;
const PORTAL_SOURCE = { id: 'screen:0:0', name: 'Screen' } as const;

/** True where the system shows a picker of its own before anything can be captured. */
export function usesPortal(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): boolean {
  return (
    platform === 'linux' && (environment.XDG_SESSION_TYPE === 'wayland' || !!environment.WAYLAND_DISPLAY)
  );
}

/** Makes the one desk where capture requests are asked and answered; it has room for one at a time. */
export function createCapture(parts: CaptureParts): Capture {
  let pending: Pending | null = null;
  // The request that is being served, listing included; a request that finds another one here has been cancelled.
  let current: symbol | null = null;

  async function request(question: CaptureQuestion, grant: (grant: CaptureGrant) => void): Promise<void> {
    const refusal = refusalOf(question, current !== null, parts.mayCapture());
    if (refusal !== null) {
      parts.log.warn(`Refused to share the screen: ${refusal}`);
      return grant(null);
    }
    if (parts.systemPicker) return grant({ video: PORTAL_SOURCE });
    const mine = Symbol('capture');
    current = mine;
    try {
      const sources = await listAll(parts);
      if (sources.length === 0) throw new Error('The system lists no screen and no window');
      if (current !== mine) return grant(null);
      wait(sources, question.audioRequested, grant);
    } catch (error) {
      if (current === mine) current = null;
      parts.log.error('The screens could not be listed', error);
      grant(null);
    }
  }

  function wait(
    sources: readonly CaptureSource[],
    audioRequested: boolean,
    grant: (grant: CaptureGrant) => void,
  ): void {
    const requestId = parts.newId();
    const stop = parts.later(() => {
      parts.ended(requestId);
      pending?.settle(null);
    }, ANSWER_WITHIN);
    const settle = (answer: CaptureGrant) => {
      stop();
      pending = null;
      current = null;
      grant(answer);
    };
    pending = { requestId, sources, audioRequested, settle };
    parts.ask({ requestId, sources: [...sources], systemAudio: parts.systemAudio && audioRequested });
  }

  function choose(choice: CaptureChoice): void {
    if (pending === null || pending.requestId !== choice.requestId) {
      throw new BridgeError('invalid', 'This request to share the screen is not open');
    }
    if (choice.sourceId === null) {
      pending.settle(null);
      return;
    }
    const source = pending.sources.find(item => item.id === choice.sourceId);
    if (source === undefined) throw new BridgeError('invalid', 'This screen or window was not offered');
    const video = { id: source.id, name: source.name };
    const audible = choice.audio && parts.systemAudio && pending.audioRequested;
    pending.settle(audible ? { video, audio: 'loopback' } : { video });
  }

  function cancel(): void {
    if (pending === null) current = null;
    else pending.settle(null);
  }

  return { request, choose, cancel };
}

function refusalOf(question: CaptureQuestion, busy: boolean, mayCapture: boolean): string | null {
  if (!question.trusted) return 'a foreign page asked';
  if (!question.userGesture) return 'nobody clicked';
  if (busy) return 'another request is open';
  return mayCapture ? null : 'the system does not allow screen recording';
}

// Each kind by itself: asked for together, macOS often answers late or with nothing.
async function listAll(parts: CaptureParts): Promise<CaptureSource[]> {
  const screens = await parts.listSources('screen');
  const windows = await parts.listSources('window');
  return [...screens.map(item => present(item, 'screen')), ...windows.map(item => present(item, 'window'))];
}

function present(source: NativeSource, kind: CaptureSource['kind']): CaptureSource {
  const icon = source.appIcon === null || source.appIcon.isEmpty() ? undefined : source.appIcon.toDataURL();
  const shown = { id: source.id, name: source.name, kind, thumbnail: source.thumbnail.toDataURL() };
  return icon === undefined ? shown : { ...shown, icon };
}
