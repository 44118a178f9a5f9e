import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;
const LONG_AGO = Date.parse('2020-01-01T00:00:00Z');
const LONG_HENCE = Date.parse('2049-12-31T00:00:00Z');

x509.cryptoProvider.set(webcrypto);

type Wish = {
  readonly name: string;
  readonly address?: string;
  readonly from?: number;
  readonly to?: number;
};

/** A certificate authority that issues whatever a test asks for, sound or not. */
export async function makeAuthority(dir: string, label: string) {
  const keys = await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify']);
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: `CN=${label} authority`,
    notBefore: new Date(LONG_AGO),
    notAfter: new Date(LONG_HENCE),
    signingAlgorithm: SIGNING,
    keys,
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  const file = join(dir, `${label}.ca.pem`);
  writeFileSync(file, root.toString('pem'));
  let serial = 1;
  const issue = async ({ name, address, from = LONG_AGO, to = LONG_HENCE }: Wish) => {
    serial += 1;
    const pair = await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify']);
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: String(serial).padStart(4, '0'),
      subject: `CN=${name}`,
      issuer: root.subject,
      notBefore: new Date(from),
      notAfter: new Date(to),
      publicKey: pair.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: SIGNING,
      extensions:
        address === undefined
          ? []
          : [new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: address }])],
    });
    const der = await webcrypto.subtle.exportKey('pkcs8', pair.privateKey);
    const pem = { cert: certificate.toString('pem'), key: x509.PemConverter.encode(der, 'PRIVATE KEY') };
    const files = { cert: join(dir, `${label}.${serial}.pem`), key: join(dir, `${label}.${serial}.key`) };
    writeFileSync(files.cert, pem.cert);
    writeFileSync(files.key, pem.key, { mode: 0o600 });
    return { files, pem };
  };
  return { file, pem: root.toString('pem'), issue };
}

export type Authority = Awaited<ReturnType<typeof makeAuthority>>;
