import { type CertificateFiles, issueReaderCertificate } from '../../local/mqtt/certificate-authority';
import {
  listReaderCertificates,
  type ReaderCertificate,
  revokeReaderCertificates,
} from '../../local/mqtt/revocations';
import type { LocalStackFile } from '../local-file';

/** A reader's certificate for the running local stack's broker, made when there is none yet. */
export function localCertificate(stack: LocalStackFile, readerId: string): Promise<CertificateFiles> {
  return issueReaderCertificate(stack.dataDir, readerId);
}

/** Every certificate made for a reader of the running local stack. */
export function localCertificates(stack: LocalStackFile): Promise<readonly ReaderCertificate[]> {
  return listReaderCertificates(stack.dataDir);
}

/** Refuses the reader's certificate from now on. Answers whether there was one. */
export async function revokeLocalCertificate(stack: LocalStackFile, readerId: string): Promise<boolean> {
  return (await revokeReaderCertificates(stack.dataDir, readerId)) > 0;
}
