// Who may import whom, where biome cannot say it: imports are resolved to files and held against a table.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

interface Import {
  readonly from: string;
  /** A path in the tree, or a package's name. */
  readonly to: string;
  readonly typeOnly: boolean;
}

interface ImportRule {
  readonly id: string;
  readonly why: string;
  readonly from: RegExp;
  readonly breaks: (found: Import) => boolean;
}

interface TextRule {
  readonly id: string;
  readonly why: string;
  readonly within: RegExp;
  readonly except: RegExp;
  readonly text: RegExp;
}

const feature = /^server\/(auth|chats|messages|search|presence|calls|files|admin)\//;
const room = /^desktop\/renderer\/(auth|chats|messages|search|presence|calls|files|settings)\//;
const isLocal = (to: string) => /^(common|server|desktop|scripts|test)\//.test(to);
const featureOf = (path: string) => feature.exec(path)?.[1] ?? room.exec(path)?.[1];

/** Floors of the server, lowest first; a file may lean on its own floor and those below. */
const floors: readonly RegExp[] = [
  /^(common\/|server\/(config|context|api)\.ts$)/,
  /^server\/infra\//,
  /^server\/\w+\/store\.ts$/,
  // A service and its named parts (commit, tokens, membership …) share a floor.
  /^server\/(?!gateway\/)\w+\/(?!routes\.ts|handlers\.ts|guard\.ts)[\w-]+\.ts$/,
  /^server\/(\w+\/(routes|handlers|guard)|failures)\.ts$/,
  /^server\/gateway\//,
  /^server\/[\w-]+\.ts$/,
];
const floor = (path: string) => floors.findIndex(pattern => pattern.test(path));

const importRules: readonly ImportRule[] = [
  {
    id: 'common-alone',
    why: 'common imports only itself and typebox',
    from: /^common\//,
    breaks: ({ to }) => !/^(common\/|typebox($|\/))/.test(to),
  },
  {
    id: 'ends-apart',
    why: 'server and desktop import common, never each other, and neither knows scripts or tests',
    from: /^(server|desktop)\//,
    breaks: ({ from, to }) =>
      isLocal(to) && !to.startsWith('common/') && !to.startsWith(`${from.split('/')[0]}/`),
  },
  {
    id: 'server-floors',
    why: 'main > app > gateway > routes, handlers > service > store > infra > common',
    from: /^server\//,
    // infra may name the types of what is beside config; a type costs nothing at run time.
    breaks: ({ from, to, typeOnly }) => !typeOnly && floor(to) > floor(from),
  },
  {
    id: 'gateway-from-app',
    why: 'only app imports the gateway',
    from: /^server\/(?!gateway\/|app\.ts$)/,
    breaks: ({ to }) => to.startsWith('server/gateway/'),
  },
  {
    id: 'routes-own-service',
    why: 'routes and handlers know their own feature (and the guard), not stores or infra',
    from: /^server\/\w+\/(routes|handlers)\.ts$/,
    breaks: ({ from, to, typeOnly }) =>
      /\/store\.ts$/.test(to) ||
      (!typeOnly && to.startsWith('server/infra/')) ||
      (featureOf(to) !== undefined && featureOf(to) !== featureOf(from) && to !== 'server/auth/guard.ts'),
  },
  {
    id: 'features-apart',
    why: 'a feature knows another one only by its types, handed in as an argument',
    from: feature,
    breaks: ({ from, to, typeOnly }) =>
      !typeOnly && feature.test(to) && featureOf(to) !== featureOf(from) && to !== 'server/auth/guard.ts',
  },
  {
    id: 'drivers-in-store',
    why: 'only store and infra speak MongoDB, Redis or S3',
    from: /^server\/(?!infra\/|\w+\/store\.ts$)/,
    breaks: ({ to, typeOnly }) => !typeOnly && /^(mongodb|ioredis|@aws-sdk\/.*)$/.test(to),
  },
  {
    id: 'desktop-sides',
    why: 'main, preload and renderer share desktop/ipc and common, nothing else',
    from: /^desktop\//,
    breaks: ({ from, to }) =>
      to.startsWith('desktop/') &&
      !to.startsWith('desktop/ipc/') &&
      !to.startsWith(`${from.split('/', 2).join('/')}/`),
  },
  {
    id: 'electron-in-shell',
    why: 'electron is imported only in main and preload',
    from: /^(?!desktop\/(main|preload)\/)/,
    breaks: ({ to }) => to === 'electron',
  },
  {
    id: 'view-without-transport',
    why: 'a view imports store, actions and ui, never transport or cache',
    from: /^desktop\/renderer\/(ui\/|\w+\/.*\.tsx$)/,
    breaks: ({ to }) => /^desktop\/renderer\/(transport|cache)\//.test(to),
  },
  {
    id: 'store-pure',
    why: 'a store of the renderer does not know actions, views, transport or the bridge',
    from: /^desktop\/renderer\/\w+\/store\.ts$/,
    breaks: ({ to, typeOnly }) =>
      !typeOnly && /^desktop\/renderer\/(transport\/|bridge\.ts|\w+\/actions\.ts|.*\.tsx$)/.test(to),
  },
  {
    id: 'transport-below',
    why: 'transport knows no feature',
    from: /^desktop\/renderer\/(transport|cache|ui)\//,
    breaks: ({ to, typeOnly }) => !typeOnly && room.test(to),
  },
];

const textRules: readonly TextRule[] = [
  {
    id: 'peer-connection',
    why: 'RTCPeerConnection is made only in calls/peer',
    within: /^desktop\//,
    except: /^desktop\/renderer\/calls\/peer\.ts$/,
    text: /\bnew RTCPeerConnection\b/,
  },
  {
    id: 'user-media',
    why: 'getUserMedia and getDisplayMedia are called only in calls/media',
    within: /^desktop\//,
    except: /^desktop\/renderer\/calls\/media\.ts$/,
    text: /\.get(User|Display)Media\b/,
  },
  {
    id: 'web-socket',
    why: 'a WebSocket is made only in transport/socket',
    within: /^desktop\//,
    except: /^desktop\/renderer\/transport\/socket\.ts$/,
    text: /\bnew WebSocket\b/,
  },
  {
    id: 'bridge',
    why: 'window.baraza is used only in renderer/bridge',
    within: /^desktop\/renderer\//,
    except: /^desktop\/renderer\/bridge\.ts$/,
    text: /\b(window|globalThis)\.baraza\b/,
  },
  {
    id: 'environment',
    why: 'only server/config and the two main files read the environment',
    within: /^(common|server|desktop)\//,
    // The desktop's main process asks the desktop session about its tray and screen picker in one place each.
    except: /^(server\/(config|main)\.ts|desktop\/main\/\w+\.ts)$/,
    text: /\bprocess\.env\b/,
  },
];

const fileName = { id: 'file-names', why: 'no utils or helpers', text: /(^|\/)(utils?|helpers?)(\/|\.)/i };

/** Every breach in the tree below `root`, one line each: file, rule, reason. */
export function findBreaches(root: string): string[] {
  return ['common', 'server', 'desktop']
    .flatMap(folder => sourceFiles(join(root, folder)))
    .flatMap(file => {
      const path = relative(root, file).replaceAll('\\', '/');
      const text = readFileSync(file, 'utf8');
      const imports = importsOf(path, text);
      return [
        ...importRules
          .filter(rule => rule.from.test(path))
          .flatMap(rule =>
            imports.filter(rule.breaks).map(({ to }) => `${path} imports ${to}: ${rule.why} [${rule.id}]`),
          ),
        ...textRules
          .filter(rule => rule.within.test(path) && !rule.except.test(path) && rule.text.test(text))
          .map(rule => `${path}: ${rule.why} [${rule.id}]`),
        ...(fileName.text.test(path) ? [`${path}: ${fileName.why} [${fileName.id}]`] : []),
      ];
    });
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map(name => join(folder, name));
}

function importsOf(from: string, text: string): Import[] {
  const found = text.matchAll(
    /^\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...found].map(([, type, named, dynamic]) => {
    const name = named ?? dynamic ?? '';
    const path = name.startsWith('.')
      ? relative('/', resolve('/', from, '..', name)).replaceAll('\\', '/')
      : name;
    return { from, to: path, typeOnly: type !== undefined };
  });
}

if (import.meta.main) {
  const breaches = findBreaches(join(import.meta.dirname, '..'));
  for (const breach of breaches) process.stderr.write(`${breach}\n`);
  if (breaches.length > 0) process.exitCode = 1;
  else process.stdout.write('Layers are in order\n');
}
