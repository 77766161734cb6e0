// How a session reaches the network: through which proxy, and whose certificates it takes.
import { app, type Session } from 'electron';
import type { Shell } from './context.ts';
import { applyProxy } from './proxy.ts';

const GO_ON = 0;
/** What the engine found stands, and so does its name for it. */
const AS_FOUND = -3;

/** Connects a session as the settings and the taken certificates say, until the program ends. */
export async function furnishNetwork(shell: Shell, session: Session): Promise<void> {
  const { settings, log } = shell;
  askTrust(shell, session);
  const started = app.commandLine.getSwitchValue('proxy-server');
  let last = JSON.stringify(settings.get().proxy);
  settings.onChange(({ proxy }) => {
    const next = JSON.stringify(proxy);
    if (next === last) return;
    last = next;
    applyProxy(session, proxy, started).catch(error => log.error('The proxy could not be set', error));
  });
  await applyProxy(session, settings.get().proxy, started);
}

/** The engine remembers what it was told of a certificate; another configuration of TLS makes it forget. */
export function forgetVerdicts(session: Session): Promise<void> {
  toggled = !toggled;
  // A cipher that no engine of today has: nothing else changes with it.
  session.setSSLConfig({ disabledCipherSuites: toggled ? [RC4_SHA] : [] });
  return session.closeAllConnections();
}

const RC4_SHA = 0x0005;
let toggled = false;

function askTrust({ trust, log }: Shell, session: Session): void {
  session.setCertificateVerifyProc(({ hostname, certificate, errorCode }, answer) => {
    try {
      answer(trust.accepts({ hostname, data: certificate.data, errorCode }) ? GO_ON : AS_FOUND);
    } catch (error) {
      log.error(`The certificate of ${hostname} could not be read`, error);
      answer(AS_FOUND);
    }
  });
}
