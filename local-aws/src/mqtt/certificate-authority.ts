import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as x509 from '@peculiar/x509';

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;
const AUTHORITY_NAME = 'local-aws certificate authority';
const NOT_BEFORE = new Date('2020-01-01T00:00:00Z');
const NOT_AFTER = new Date('2049-12-31T00:00:00Z');
const CLIENT_ID = /^[A-Za-z0-9][A-Za-z0-9:_,.-]{0,127}$/;

/** No IoT thing could have this id. */
export class ClientIdError extends Error {
  override readonly name = 'ClientIdError';
  readonly allowed = '1-128 of letters, digits and : _ , . -';
  constructor(clientId: string) {
    super(`"${clientId}" cannot be a client id.`);
  }
}

x509.cryptoProvider.set(webcrypto);

export type CertificateFiles = { readonly ca: string; readonly cert: string; readonly key: string };

/** The folder of a data directory that holds the authority and every certificate made by it. */
export function certificatesOf(dataDir: string): string {
  return path.join(dataDir, 'certs');
}

/** The broker's certificate for this machine, as file paths. Makes the data directory's certificate authority
 *  when there is none yet; both are kept across restarts. */
export async function openCertificateAuthority(dataDir: string): Promise<CertificateFiles> {
  const directory = certificatesOf(dataDir);
  await mkdir(directory, { recursive: true });
  if (!existsSync(path.join(directory, 'ca.pem'))) await makeAuthority(directory);
  return await certificateOf(directory, 'server', 'localhost', [
    new x509.SubjectAlternativeNameExtension([
      { type: 'ip', value: '127.0.0.1' },
      { type: 'dns', value: 'localhost' },
    ]),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
  ]);
}

/** The name of a client's files, without their extension, and the start of all such names. Data directories hold
 *  them: never rename. */
export const CLIENT_PREFIX = 'reader-';
export const clientFileName = (clientId: string) => `${CLIENT_PREFIX}${encodeURIComponent(clientId)}`;

/** The certificate of a client, as file paths, made when there is none yet: its common name is the only MQTT
 *  client id it may connect with. Works while the stack runs and while it does not.
 *  Errors: ClientIdError; throws if the data directory has no authority yet. */
export async function issueClientCertificate(dataDir: string, clientId: string): Promise<CertificateFiles> {
  if (!CLIENT_ID.test(clientId)) throw new ClientIdError(clientId);
  const directory = certificatesOf(dataDir);
  if (!existsSync(path.join(directory, 'ca.pem'))) {
    throw new Error(`${directory} has no certificate authority yet: start the local stack once.`);
  }
  return await certificateOf(directory, clientFileName(clientId), clientId, [
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
  ]);
}

async function makeAuthority(directory: string): Promise<void> {
  const keys = await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: randomBytes(8).toString('hex'),
    name: [{ CN: [AUTHORITY_NAME] }],
    notBefore: NOT_BEFORE,
    notAfter: NOT_AFTER,
    signingAlgorithm: SIGNING,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  await writePrivate(path.join(directory, 'ca.key'), await privateKeyPem(keys.privateKey));
  await writePrivate(path.join(directory, 'ca.pem'), certificate.toString('pem'));
}

async function certificateOf(
  directory: string,
  fileName: string,
  commonName: string,
  extensions: readonly x509.Extension[],
): Promise<CertificateFiles> {
  const files = {
    ca: path.join(directory, 'ca.pem'),
    cert: path.join(directory, `${fileName}.pem`),
    key: path.join(directory, `${fileName}.key`),
  };
  if (existsSync(files.cert)) return files;
  const authority = await readAuthority(directory);
  const keys = await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: randomBytes(8).toString('hex'),
    subject: [{ CN: [commonName] }],
    issuer: authority.certificate.subjectName.toJSON(),
    notBefore: NOT_BEFORE,
    notAfter: NOT_AFTER,
    publicKey: keys.publicKey,
    signingKey: authority.key,
    signingAlgorithm: SIGNING,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      ...extensions,
    ],
  });
  await writePrivate(files.key, await privateKeyPem(keys.privateKey));
  await writePrivate(files.cert, certificate.toString('pem'));
  return files;
}

async function readAuthority(directory: string) {
  const certificate = new x509.X509Certificate(await readFile(path.join(directory, 'ca.pem'), 'utf8'));
  const pem = await readFile(path.join(directory, 'ca.key'), 'utf8');
  const [der] = x509.PemConverter.decode(pem);
  if (!der) throw new Error(`${directory}/ca.key is damaged. Remove the folder to make a new authority.`);
  const key = await webcrypto.subtle.importKey('pkcs8', der, CURVE, false, ['sign']);
  return { certificate, key };
}

async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

/** By a rename, so that a file that is there is whole. */
async function writePrivate(file: string, text: string): Promise<void> {
  const partial = `${file}.${process.pid}.partial`;
  await writeFile(partial, `${text}\n`, { mode: 0o600 });
  await rename(partial, file);
}
