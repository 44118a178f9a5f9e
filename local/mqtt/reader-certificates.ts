import { X509Certificate } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { certificatesOf } from './certificate-authority';

export type ReaderCertificate = {
  readonly readerId: string;
  /** Hex SHA-256, as the broker knows it. */
  readonly fingerprint: string;
  readonly issuedAt: string;
  readonly revoked: boolean;
};

const PREFIX = 'reader-';
const SUFFIX = '.pem';
/** A revoked certificate lies here under its fingerprint: being there is what makes it revoked. */
const revokedIn = (dataDir: string) => path.join(certificatesOf(dataDir), 'revoked');

/** Every certificate made for a reader, those that are revoked too, by reader id. */
export async function listReaderCertificates(dataDir: string): Promise<ReaderCertificate[]> {
  const good = await read(certificatesOf(dataDir), false);
  const revoked = await read(revokedIn(dataDir), true);
  return [...good, ...revoked].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const keyOf = ({ readerId, issuedAt, fingerprint }: ReaderCertificate) =>
  `${readerId}\0${issuedAt}\0${fingerprint}`;

/** Makes a reader's certificate worthless: a running broker ends its connection and takes no other with it.
 *  A certificate made for the same reader later is good. Answers whether there was one to revoke. */
export async function revokeReaderCertificate(dataDir: string, readerId: string): Promise<boolean> {
  const certificate = (await read(certificatesOf(dataDir), false)).find((one) => one.readerId === readerId);
  if (certificate === undefined) return false;
  await mkdir(revokedIn(dataDir), { recursive: true });
  const file = path.join(certificatesOf(dataDir), `${PREFIX}${encodeURIComponent(readerId)}`);
  await rename(`${file}${SUFFIX}`, path.join(revokedIn(dataDir), `${certificate.fingerprint}${SUFFIX}`));
  await rm(`${file}.key`, { force: true });
  return true;
}

async function read(directory: string, revoked: boolean): Promise<ReaderCertificate[]> {
  const names = (await namesIn(directory)).filter((name) => revoked || name.startsWith(PREFIX));
  return await Promise.all(
    names.map(async (name) => {
      const file = path.join(directory, name);
      const certificate = new X509Certificate(await readFile(file));
      return {
        readerId: /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? '',
        fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
        issuedAt: (await stat(file)).mtime.toISOString(),
        revoked,
      };
    }),
  );
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).filter((name) => name.endsWith(SUFFIX));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

export type Revocations = {
  isRevoked(fingerprint: string): boolean;
  close(): void;
};

export type RevocationEvents = {
  /** Something may have been revoked. */
  readonly onChange: () => void;
  /** The list could not be read again; the old one stays. */
  readonly onFault: (error: unknown) => void;
};

/** What is revoked, kept up to date while it is open. */
export async function openRevocations(
  dataDir: string,
  { onChange, onFault }: RevocationEvents,
): Promise<Revocations> {
  const directory = revokedIn(dataDir);
  await mkdir(directory, { recursive: true });
  let fingerprints: ReadonlySet<string> = new Set();
  const load = async () => {
    fingerprints = new Set((await namesIn(directory)).map((name) => path.basename(name, SUFFIX)));
  };
  // Watched before it is read: nothing falls in between.
  const watcher: FSWatcher = watch(directory, () => {
    load().then(onChange, onFault);
  });
  watcher.on('error', onFault);
  await load();
  return { isRevoked: (fingerprint) => fingerprints.has(fingerprint), close: () => watcher.close() };
}
