import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../config/error-code';
import type { Fault } from '../config/fault';
import { parseUpdateKeys } from '../update/update-keys';
import { makeRequest } from './make-request';

export type SetUp = {
  readonly readerId: string;
  readonly keyFile: string;
  readonly requestFile: string;
  readonly updateKeysFile: string | undefined;
  /** SHA-256 of the request as it is sent, in hexadecimal: what is read out when it is handed over. */
  readonly requestSha256: string;
};

export type SetUpOptions = {
  readonly readerId: string;
  readonly outDir: string;
  /** A file with the two public keys that may sign updates. */
  readonly updateKeys: string | undefined;
};

/** Makes a reader's key, which stays here, and the request for its certificate. Never writes over a key: the
 *  certificate made for it would be lost. */
export async function setUpReader(options: SetUpOptions): Promise<SetUp | { readonly fault: Fault }> {
  const { readerId, outDir } = options;
  const file = (name: string) => join(outDir, `${readerId}.${name}.pem`);
  if (existsSync(file('key'))) {
    const message = `${file('key')} is there already: a new key needs a new certificate; move it away first`;
    return { fault: { code: 'key-exists', message } };
  }
  const pinned = options.updateKeys === undefined ? undefined : readKeys(options.updateKeys);
  if (pinned !== undefined && 'fault' in pinned) return pinned;
  const { keyPem, csrPem } = await makeRequest(readerId);
  mkdirSync(outDir, { recursive: true });
  writeFileSync(file('key'), keyPem, { mode: 0o600, flag: 'wx' });
  writeFileSync(file('csr'), csrPem);
  if (pinned) writeFileSync(file('update-keys'), pinned.pem);
  return {
    readerId,
    keyFile: file('key'),
    requestFile: file('csr'),
    updateKeysFile: pinned && file('update-keys'),
    requestSha256: createHash('sha256').update(csrPem).digest('hex'),
  };
}

function readKeys(path: string): { pem: string } | { fault: Fault } {
  try {
    const pem = readFileSync(path, 'utf8');
    const parsed = parseUpdateKeys(path, pem);
    return 'fault' in parsed ? parsed : { pem };
  } catch (error) {
    const message = `${path}: the update keys cannot be read (${errorCode(error)})`;
    return { fault: { code: 'update-keys-unreadable', message } };
  }
}
