import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A reader and the request for its certificate: public, its key never leaves the device. */
export type Reader = { readonly id: string; readonly csrPem: string };

/** What becomes a thing's name, an MQTT client id and a part of topics. */
const READER_ID = /^[A-Za-z0-9_-]{1,64}$/;
const RESERVED = ['import', 'legacy'];

/** Where a reader's request is looked for. */
export const requestFile = (folder: string, readerId: string) => join(folder, `${readerId}.csr.pem`);

/** The reader with its certificate request, or every reason why it cannot be one. */
export function readReader(folder: string, id: string): Reader | { readonly faults: readonly string[] } {
  if (!READER_ID.test(id) || RESERVED.includes(id)) {
    return {
      faults: [
        `a reader is named by 1-64 of A-Z a-z 0-9 _ -, and not ${RESERVED.join(' or ')}; "${id}" is not`,
      ],
    };
  }
  const file = requestFile(folder, id);
  if (!existsSync(file)) {
    return { faults: [`${id} needs a certificate request in readers/${id}.csr.pem (docs/operations.md)`] };
  }
  const csrPem = readFileSync(file, 'utf8');
  const faults = faultsOf(csrPem, id);
  return faults.length > 0 ? { faults } : { id, csrPem };
}

function faultsOf(pem: string, id: string): string[] {
  const subject = `readers/${id}.csr.pem`;
  if (pem.includes('PRIVATE KEY')) {
    return [`${subject} holds a private key: it belongs on the reader alone, and is known now: make another`];
  }
  const [, body] =
    /^-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END/m.exec(pem) ?? [];
  if (body === undefined) return [`${subject} is no PEM certificate request`];
  const commonName = commonNameOf(Buffer.from(body, 'base64'));
  return commonName === id ? [] : [`${subject} asks for the name "${commonName ?? ''}", not "${id}"`];
}

/** DER of the object id 2.5.4.3; a string's tag, length and bytes follow it. */
const COMMON_NAME = Buffer.from([0x06, 0x03, 0x55, 0x04, 0x03]);

function commonNameOf(der: Buffer): string | undefined {
  const at = der.indexOf(COMMON_NAME);
  if (at < 0) return undefined;
  const lengthAt = at + COMMON_NAME.length + 1;
  const length = der.at(lengthAt) ?? 0;
  // A length of 128 and more would be written in several bytes: no id is so long.
  return length < 0x80 ? der.toString('utf8', lengthAt + 1, lengthAt + 1 + length) : undefined;
}
