// Proves each layer rule of scripts/layers.ts: a planted violation is found and named, its lawful twin is not.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBreaches } from '../../scripts/layers.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'baraza-layers-'));
  for (const folder of ['common', 'server', 'desktop']) mkdirSync(join(root, folder));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function plant(path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${text}\n`);
}

interface Planted {
  readonly rule: string;
  readonly path: string;
  readonly breaks: string;
  readonly keeps: string;
}

const planted: readonly Planted[] = [
  {
    rule: 'common-alone',
    path: 'common/errors.ts',
    breaks: "import { readFileSync } from 'node:fs';",
    keeps:
      "import { Type } from 'typebox';\nimport { Compile } from 'typebox/compile';\nimport { ids } from './ids.ts';",
  },
  {
    rule: 'ends-apart',
    path: 'server/chats/service.ts',
    breaks: "import type { Settings } from '../../desktop/ipc/channels.ts';",
    keeps: "import { ids } from '../../common/ids.ts';",
  },
  {
    rule: 'ends-apart',
    path: 'desktop/renderer/chats/actions.ts',
    breaks: "const chats = await import('../../../server/chats/service.ts');",
    keeps: "const ids = await import('../../../common/ids.ts');",
  },
  {
    rule: 'server-floors',
    path: 'server/infra/bus.ts',
    breaks: "import { send } from '../messages/service.ts';",
    keeps: "import type { Config } from '../config.ts';",
  },
  {
    rule: 'server-floors',
    path: 'server/messages/store.ts',
    breaks: "import {\n  commit,\n  type Commit,\n} from './commit.ts';",
    keeps: "import { collections } from '../infra/mongo.ts';",
  },
  {
    rule: 'gateway-from-app',
    path: 'server/presence/service.ts',
    breaks: "import type { Hub } from '../gateway/hub.ts';",
    keeps: "import type { Bus } from '../infra/bus.ts';",
  },
  {
    rule: 'routes-own-service',
    path: 'server/chats/routes.ts',
    breaks: "import type { ChatStore } from './store.ts';",
    keeps: "import { guard } from '../auth/guard.ts';\nimport type { ChatService } from './service.ts';",
  },
  {
    rule: 'features-apart',
    path: 'server/messages/service.ts',
    breaks: "import { createChats } from '../chats/service.ts';",
    keeps: "import type { ChatService } from '../chats/service.ts';",
  },
  {
    rule: 'drivers-in-store',
    path: 'server/messages/service.ts',
    breaks: "import { ObjectId } from 'mongodb';",
    keeps: "import { createStore } from './store.ts';",
  },
  {
    rule: 'desktop-sides',
    path: 'desktop/renderer/settings/actions.ts',
    breaks: "import { openSettings } from '../../main/settings.ts';",
    keeps: "import type { Settings } from '../../ipc/channels.ts';",
  },
  {
    rule: 'electron-in-shell',
    path: 'desktop/renderer/bridge.ts',
    breaks: "import { ipcRenderer } from 'electron';",
    keeps: 'export const bridge = window.baraza;',
  },
  {
    rule: 'view-without-transport',
    path: 'desktop/renderer/chats/ChatList.tsx',
    breaks: "import { request } from '../transport/requests.ts';",
    keeps: "import { useChats } from './store.ts';\nimport { openChat } from './actions.ts';",
  },
  {
    rule: 'store-pure',
    path: 'desktop/renderer/chats/store.ts',
    breaks: "import { request } from '../transport/requests.ts';",
    keeps: "import { create } from 'zustand';",
  },
  {
    rule: 'transport-below',
    path: 'desktop/renderer/transport/api.ts',
    breaks: "import { useSession } from '../auth/store.ts';",
    keeps: "import { backoff } from './backoff.ts';",
  },
  {
    rule: 'peer-connection',
    path: 'desktop/renderer/calls/actions.ts',
    breaks: 'const peer = new RTCPeerConnection();',
    keeps: 'export type Peer = RTCPeerConnection;',
  },
  {
    rule: 'user-media',
    path: 'desktop/renderer/settings/devices.ts',
    breaks: 'const stream = await navigator.mediaDevices.getUserMedia({ audio: true });',
    keeps: 'const devices = await navigator.mediaDevices.enumerateDevices();',
  },
  {
    rule: 'web-socket',
    path: 'desktop/renderer/chats/actions.ts',
    breaks: "const socket = new WebSocket('ws://127.0.0.1');",
    keeps: 'export type Socket = WebSocket;',
  },
  {
    rule: 'bridge',
    path: 'desktop/renderer/settings/actions.ts',
    breaks: 'const info = window.baraza.invoke();',
    keeps: "import { bridge } from '../bridge.ts';",
  },
  {
    rule: 'environment',
    path: 'server/auth/service.ts',
    breaks: 'const secret = process.env.JWT_SECRET;',
    keeps: "import type { Config } from '../config.ts';",
  },
  {
    rule: 'file-names',
    path: 'common/utils.ts',
    breaks: 'export const one = 1;',
    keeps: '',
  },
];

describe('layers', () => {
  it.each(planted)('finds a planted breach of $rule in $path', ({ rule, path, breaks }) => {
    plant(path, breaks);
    expect(findBreaches(root).join('\n')).toContain(`[${rule}]`);
  });

  it.each(planted.filter(({ keeps }) => keeps !== ''))(
    'lets the lawful twin pass in $path ($rule)',
    ({ path, keeps }) => {
      plant(path, keeps);
      expect(findBreaches(root)).toEqual([]);
    },
  );

  it('passes over test files', () => {
    plant('common/errors.test.ts', "import { readFileSync } from 'node:fs';");
    expect(findBreaches(root)).toEqual([]);
  });
});
