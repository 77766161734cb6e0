// A server whose certificate became another one while people are signed in to it.
import { useEffect, useState } from 'react';
import type { UntrustedCertificate } from '../../ipc/payloads.ts';
import { useApp } from '../context.ts';
import { TrustDialog } from './trust.tsx';

/** Asks as soon as it happens; refused, the connection simply does not come about. */
export function ChangedCertificate() {
  const { bridge, complain } = useApp();
  const [certificate, setCertificate] = useState<UntrustedCertificate | null>(null);
  useEffect(() => bridge.onCertificateChanged(setCertificate), [bridge]);
  if (certificate === null) return null;
  const { hostname, fingerprint } = certificate;
  const close = () => setCertificate(null);
  const trust = () => bridge.trustCertificate(hostname, fingerprint).then(close, complain);
  return <TrustDialog certificate={certificate} onTrust={() => void trust()} onClose={close} />;
}
