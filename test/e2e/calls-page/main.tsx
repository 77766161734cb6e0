// Draws two people side by side, each with real calls; the exchange between them is the only stand-in.
import { createRoot } from 'react-dom/client';
import type { IceServer } from '../../../common/calls/signal.ts';
import type { UserId } from '../../../common/ids.ts';
import { AudioVideoSettings } from '../../../desktop/renderer/calls/audioVideo.tsx';
import { createCalls } from '../../../desktop/renderer/calls/compose.ts';
import type { CallsDeps } from '../../../desktop/renderer/calls/deps.ts';
import { CallHistory } from '../../../desktop/renderer/calls/historyView.tsx';
import { CallLayer } from '../../../desktop/renderer/calls/view.tsx';
import { startI18n } from '../../../desktop/renderer/i18n/i18n.ts';
import '../../../desktop/renderer/ui/base.css';
import { TooltipProvider } from '../../../desktop/renderer/ui/Tooltip.tsx';
import { Exchange } from './exchange.ts';

const query = new URLSearchParams(location.search);
const exchange = new Exchange();
const i18n = await startI18n(query.get('language') ?? 'en', [], document.documentElement);
document.documentElement.dataset.theme = query.get('theme') ?? 'light';
const names: Readonly<Record<string, string>> = { anna: 'Anna Wanjiru', ben: 'Ben Otieno' };
let asked = 0;
const nothing = () => () => undefined;

function depsOf(user: UserId, notifications: string[]): CallsDeps {
  return {
    ...exchange.line(user),
    wakeConnection: () => undefined,
    iceServers: async () => {
      asked += 1;
      Object.assign(globalThis, { iceAsked: asked });
      const given = query.get('ice');
      return {
        iceServers: given === null ? [] : [JSON.parse(given) as IceServer],
        ttl: Number(query.get('ttl') ?? 600),
      };
    },
    self: user,
    people: { get: peopleGet, onChange: nothing },
    bridge: {
      showNotification: async ({ title }) => void notifications.push(title),
      closeNotification: async () => void notifications.pop(),
      onNotificationActivated: nothing,
      showWindow: async () => undefined,
      onWindowAttention: listener => {
        const before = attention[user];
        attention[user] = state => {
          before?.(state);
          listener(state);
        };
        return () => undefined;
      },
      chooseCapture: async () => undefined,
      onCaptureRequest: listener => {
        capture[user] = listener;
        return () => undefined;
      },
      onCaptureEnded: nothing,
      onTrayCommand: listener => {
        tray[user] = listener;
        return () => undefined;
      },
      setMuteShortcut: async accelerator => accelerator !== 'F9',
      showIncoming: async ({ name }) => void outside.push(name),
      closeIncoming: async () => void outside.pop(),
      onIncomingAction: nothing,
    },
    settings: () => ({ sounds: query.has('sounds'), notifications: true, notificationPreview: 'name' }),
    doNotDisturb: () => false,
    translate: i18n.t,
    newId: () => nextIds.shift() ?? crypto.randomUUID(),
    clock: {
      now: () => Date.now(),
      after(milliseconds, action) {
        const timer = setTimeout(action, milliseconds);
        return () => clearTimeout(timer);
      },
    },
    devices: navigator.mediaDevices,
    inBrowser: true,
    report: (message, error) => console.error(message, error),
  };
}

const attention: Record<string, Parameters<CallsDeps['bridge']['onWindowAttention']>[0]> = {};
const capture: Record<string, Parameters<CallsDeps['bridge']['onCaptureRequest']>[0]> = {};
const tray: Record<string, Parameters<CallsDeps['bridge']['onTrayCommand']>[0]> = {};
/** Whose calls the desktop shows in a window of its own. */
const outside: string[] = [];
const nextIds: string[] = [];
const people = new Map(Object.entries(names).map(([id, name]) => [id, { name }]));
const peopleGet = (id: UserId) => people.get(id);

function person(id: string) {
  const user = id as UserId;
  const notifications: string[] = [];
  const calls = createCalls(depsOf(user, notifications));
  const root = document.getElementById(id);
  if (!root) throw new Error(`The page has no place for ${id}`);
  if (query.has('only') && query.get('only') !== id) root.dataset.aside = 'true';
  createRoot(root).render(
    <TooltipProvider>
      {query.has('settings') && (
        <div style={{ height: '100%', overflow: 'auto' }}>
          <AudioVideoSettings calls={calls} />
        </div>
      )}
      {query.has('history') && <CallHistory calls={calls} now={Date.now()} />}
      <CallLayer calls={calls} />
    </TooltipProvider>,
  );
  return { calls, notifications, id: user };
}

Object.assign(globalThis, {
  exchange,
  anna: person('anna'),
  ben: person('ben'),
  attention,
  capture,
  nextIds,
  tray,
  outside,
});
document.documentElement.dataset.ready = 'true';
