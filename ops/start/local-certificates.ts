import {
  type CertificateFiles,
  issueReaderCertificate,
  ReaderIdError,
} from '../../local/mqtt/certificate-authority';
import {
  listReaderCertificates,
  type ReaderCertificate,
  revokeReaderCertificates,
} from '../../local/mqtt/revocations';
import { WrongUse } from '../lib/failure';
import type { LocalStackFile } from '../lib/local-file';

/** A reader's certificate for the running local stack's broker, made when there is none yet.
 *  Errors: WrongUse on an id that no IoT thing could have. */
export async function localCertificate(stack: LocalStackFile, readerId: string): Promise<CertificateFiles> {
  try {
    return await issueReaderCertificate(stack.dataDir, readerId);
  } catch (error) {
    throw error instanceof ReaderIdError ? new WrongUse(error.message) : error;
  }
}

/** Every certificate made for a reader of the running local stack. */
export function localCertificates(stack: LocalStackFile): Promise<readonly ReaderCertificate[]> {
  return listReaderCertificates(stack.dataDir);
}

/** Refuses the reader's certificate from now on. Answers whether there was one. */
export async function revokeLocalCertificate(stack: LocalStackFile, readerId: string): Promise<boolean> {
  return (await revokeReaderCertificates(stack.dataDir, readerId)) > 0;
}
