// How the program reaches the network: as the system says, straight, or through a proxy that was named.
import type { ProxyConfig, Session } from 'electron';
import type { ProxySetting } from '../ipc/payloads.ts';

const SERVER = /^(?:(?:https?|socks[45]?):\/\/)?(?:[a-z0-9.-]+|\[[0-9a-f:]+\]):\d{1,5}$/i;

/** True for what can be a proxy: a host with a port, perhaps with the way to speak to it. */
export function isProxyServer(text: string): boolean {
  const port = Number(/:(\d+)$/.exec(text)?.[1] ?? 0);
  return SERVER.test(text) && port > 0 && port < 65_536;
}

/**
 * What the engine is told. Names of this machine never go through a named proxy. `started` is what the command line names
 * (`--proxy-server`): it stands for what the system says, as the engine itself has it.
 */
export function proxyConfig({ mode, server }: ProxySetting, started = ''): ProxyConfig {
  if (mode === 'none') return { mode: 'direct' };
  if (mode === 'manual' && isProxyServer(server)) {
    return { mode: 'fixed_servers', proxyRules: server, proxyBypassRules: '<local>' };
  }
  return started === '' ? { mode: 'system' } : { mode: 'fixed_servers', proxyRules: started };
}

/** Applies the choice; connections that stand are made anew, so that nothing goes on by the old way. */
export async function applyProxy(session: Session, setting: ProxySetting, started: string): Promise<void> {
  await session.setProxy(proxyConfig(setting, started));
  await session.closeAllConnections();
}
