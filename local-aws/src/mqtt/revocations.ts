import { X509Certificate } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { CLIENT_PREFIX, certificatesOf, clientFileName } from './certificate-authority';

/** As stored: `readerId` is the client's id. */
const revokedFile = z.array(
  z.object({ readerId: z.string(), fingerprint: z.string(), issuedAt: z.string(), revokedAt: z.string() }),
);

export type ClientCertificate = {
  readonly clientId: string;
  /** SHA-256, hex. */
  readonly fingerprint: string;
  readonly issuedAt: string;
  readonly revoked: boolean;
};

const CLIENT_FILE = new RegExp(`^${CLIENT_PREFIX}(.+)\\.pem$`);
const revokedPath = (dataDir: string) => path.join(certificatesOf(dataDir), 'revoked.json');

/** Every certificate issued in a data directory, revoked ones included, by client id. */
export async function listClientCertificates(dataDir: string): Promise<readonly ClientCertificate[]> {
  const directory = certificatesOf(dataDir);
  const names = existsSync(directory) ? await readdir(directory) : [];
  const good = await Promise.all(
    names.flatMap((name) => {
      const clientId = CLIENT_FILE.exec(name)?.[1];
      return clientId === undefined
        ? []
        : [describe(path.join(directory, name), decodeURIComponent(clientId))];
    }),
  );
  const revoked = (await readRevoked(dataDir)).map(({ readerId, ...one }) => ({
    clientId: readerId,
    ...one,
    revoked: true,
  }));
  return [...good, ...revoked].sort((a, b) => (a.clientId < b.clientId ? -1 : 1));
}

/** Revokes a client's certificate: a running broker drops the client within seconds and never takes it again.
 *  A new certificate can be issued afterwards. Returns how many were revoked: 0 or 1. */
export async function revokeClientCertificates(dataDir: string, clientId: string): Promise<number> {
  const files = path.join(certificatesOf(dataDir), clientFileName(clientId));
  if (!existsSync(`${files}.pem`)) return 0;
  const { fingerprint, issuedAt } = await describe(`${files}.pem`, clientId);
  const revoked = [
    ...(await readRevoked(dataDir)),
    { readerId: clientId, fingerprint, issuedAt, revokedAt: new Date().toISOString() },
  ];
  const draft = `${revokedPath(dataDir)}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(revoked, null, 2)}\n`);
  await rename(draft, revokedPath(dataDir));
  await rm(`${files}.pem`);
  await rm(`${files}.key`, { force: true });
  return 1;
}

/** The revocations of a data directory as they stand, looked up again when the file has changed. */
export async function watchRevocations(
  dataDir: string,
  onChange: () => void,
): Promise<{ isRevoked(fingerprint: string): boolean; close(): void }> {
  const file = revokedPath(dataDir);
  const stamp = () => (existsSync(file) ? statSync(file).mtimeMs : 0);
  let readAt = stamp();
  let fingerprints = await fingerprintsOf(dataDir);
  const timer = setInterval(async () => {
    const changedAt = stamp();
    if (changedAt === readAt) return;
    fingerprints = await fingerprintsOf(dataDir);
    readAt = changedAt;
    onChange();
  }, 1_000);
  timer.unref();
  return { isRevoked: (fingerprint) => fingerprints.has(fingerprint), close: () => clearInterval(timer) };
}

async function fingerprintsOf(dataDir: string): Promise<ReadonlySet<string>> {
  return new Set((await readRevoked(dataDir)).map(({ fingerprint }) => fingerprint));
}

async function readRevoked(dataDir: string): Promise<z.infer<typeof revokedFile>> {
  const file = revokedPath(dataDir);
  return existsSync(file) ? revokedFile.parse(JSON.parse(await readFile(file, 'utf8'))) : [];
}

async function describe(file: string, clientId: string): Promise<ClientCertificate> {
  const certificate = new X509Certificate(await readFile(file));
  return {
    clientId,
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    issuedAt: statSync(file).mtime.toISOString(),
    revoked: false,
  };
}
