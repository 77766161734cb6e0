// Certificates that no authority vouches for: taken only after a person has compared their fingerprint, one per server.
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { UntrustedCertificate } from '../ipc/payloads.ts';
import { keepAside, readJson, writeJson } from './files.ts';
import type { Log } from './log.ts';

const fileSchema = Type.Object({
  version: Type.Literal(1),
  /** SHA-256 fingerprint by host. */
  trusted: Type.Record(Type.String(), Type.String({ pattern: '^[0-9A-F]{2}(:[0-9A-F]{2}){31}$' })),
});
const check = Compile(fileSchema);
type Trusted = Static<typeof fileSchema>['trusted'];

/** What the engine found out about a certificate. */
export interface Presented {
  readonly hostname: string;
  /** PEM. */
  readonly data: string;
  /** Zero when an authority vouches for it. */
  readonly errorCode: number;
}

export interface TrustStore {
  /** Whether the connection may go on. */
  accepts(presented: Presented): boolean;
  /** The certificate that was last refused for a host. */
  refusedOf(hostname: string): UntrustedCertificate | null;
  /** Takes the certificate that was shown to the person, and no other; false when it is not that one any more. */
  trust(hostname: string, fingerprint: string): boolean;
}

const OK = 0;
// net::ERR_CERT_AUTHORITY_INVALID, COMMON_NAME_INVALID, DATE_INVALID; anything else (revoked, weak, malformed) stays refused.
const CAN_BE_TRUSTED: ReadonlySet<number> = new Set([-202, -200, -201]);

/** What becomes of a certificate: an authority's word counts, else only what a person has taken, unchanged. */
export function verdictOf(
  { errorCode }: Pick<Presented, 'errorCode'>,
  fingerprint: string,
  trusted: string | undefined,
): 'accepted' | 'unknown' | 'changed' | 'refused' {
  if (errorCode === OK) return 'accepted';
  if (!CAN_BE_TRUSTED.has(errorCode)) return 'refused';
  if (trusted === undefined) return 'unknown';
  return trusted === fingerprint ? 'accepted' : 'changed';
}

/** Opens `certificates.json` in a folder; `onChanged` hears of a server that shows another certificate than the taken one. */
export function openTrust(
  folder: string,
  log: Log,
  now: () => number,
  onChanged: (certificate: UntrustedCertificate) => void,
): TrustStore {
  const path = join(folder, 'certificates.json');
  const loaded = readJson(path);
  let trusted: Trusted = {};
  if (loaded.state === 'read' && check.Check(loaded.value)) trusted = loaded.value.trusted;
  else if (loaded.state !== 'missing') {
    log.warn(`Trusted certificates were not readable, kept aside as ${keepAside(path, now())}`);
  }
  const refused = new Map<string, UntrustedCertificate>();
  return {
    accepts(presented) {
      const certificate = describedBy(presented, trusted[presented.hostname]);
      const { hostname, fingerprint } = certificate;
      const verdict = verdictOf(presented, fingerprint, trusted[hostname]);
      if (verdict === 'accepted') {
        refused.delete(hostname);
        return true;
      }
      const isNews = refused.get(hostname)?.fingerprint !== fingerprint;
      if (verdict !== 'refused') refused.set(hostname, certificate);
      if (isNews) log.warn(`Refused a certificate of ${hostname}: ${verdict}`);
      if (isNews && verdict === 'changed') onChanged(certificate);
      return false;
    },
    refusedOf: hostname => refused.get(hostname) ?? null,
    trust(hostname, fingerprint) {
      if (refused.get(hostname)?.fingerprint !== fingerprint) return false;
      trusted = { ...trusted, [hostname]: fingerprint };
      writeJson(path, { version: 1, trusted });
      refused.delete(hostname);
      return true;
    },
  };
}

function describedBy({ hostname, data }: Presented, earlier: string | undefined): UntrustedCertificate {
  const certificate = new X509Certificate(data);
  return {
    hostname,
    fingerprint: certificate.fingerprint256,
    issuer: nameOf(certificate.issuer),
    validTo: new Date(certificate.validTo).toISOString(),
    earlier: earlier ?? null,
  };
}

/** The common name of a subject, or all of it. */
function nameOf(subject: string): string {
  return (/^CN=(.*)$/m.exec(subject)?.[1] ?? subject.replaceAll('\n', ', ')).slice(0, 256);
}
