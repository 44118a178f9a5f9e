import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Fault } from '../config/fault';

export type OwnCertificate = {
  /** ms since 1970; undefined where the certificate cannot be read. */
  readonly endsAtMs: number | undefined;
  /** What no waiting cures. */
  readonly faults: readonly Fault[];
  /** What keeps the broker away now, and a right clock or a new certificate ends. */
  readonly doubts: readonly Fault[];
};

type Files = { readonly cert: string; readonly key: string };

/** Looks at the reader's own certificate and key before the SDK does, which says less.
 *  A date is a doubt only: the clock may be what is wrong, and scans are kept meanwhile. */
export function checkOwnCertificate({ cert, key }: Files, readerId: string, nowMs: number): OwnCertificate {
  const certificate = attempt(() => new X509Certificate(readFileSync(cert)));
  const privateKey = attempt(() => createPrivateKey(readFileSync(key)));
  const faults: Fault[] = [];
  if ('error' in certificate) {
    faults.push({
      code: 'certificate-unreadable',
      message: `${cert}: is no certificate: ${certificate.error}`,
    });
  }
  if ('error' in privateKey) {
    faults.push({ code: 'key-unreadable', message: `${key}: is no private key: ${privateKey.error}` });
  }
  if ('error' in certificate) return { endsAtMs: undefined, faults, doubts: [] };
  const { value } = certificate;
  if ('value' in privateKey && !value.checkPrivateKey(privateKey.value)) {
    faults.push({ code: 'key-of-other-certificate', message: `${key}: is not the key of ${cert}` });
  }
  const commonName = /^CN=(.*)$/m.exec(value.subject)?.[1] ?? '';
  if (commonName !== readerId) {
    const message = `${cert}: is made out to "${commonName}", not to this reader, "${readerId}"`;
    faults.push({ code: 'certificate-of-other-reader', message });
  }
  return { endsAtMs: Date.parse(value.validTo), faults, doubts: doubtsOf(cert, value, nowMs) };
}

function doubtsOf(cert: string, { validFrom, validTo }: X509Certificate, nowMs: number): Fault[] {
  const today = new Date(nowMs).toISOString().slice(0, 10);
  const day = (text: string) => new Date(Date.parse(text)).toISOString().slice(0, 10);
  if (nowMs > Date.parse(validTo)) {
    const message = `${cert}: ended on ${day(validTo)}; this machine's date is ${today}`;
    return [{ code: 'certificate-expired', message }];
  }
  if (nowMs < Date.parse(validFrom)) {
    const message = `${cert}: begins on ${day(validFrom)}; this machine's date is ${today}: is the clock wrong?`;
    return [{ code: 'certificate-not-yet-valid', message }];
  }
  return [];
}

function attempt<Value>(work: () => Value): { readonly value: Value } | { readonly error: string } {
  try {
    return { value: work() };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
