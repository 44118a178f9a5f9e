import { type CertificateFiles, issueReaderCertificate } from '../../local/mqtt/certificate-authority';
import type { LocalStackFile } from '../local-file';

/** A reader's certificate for the running local stack's broker, made when there is none yet. */
export function localCertificate(stack: LocalStackFile, readerId: string): Promise<CertificateFiles> {
  return issueReaderCertificate(stack.dataDir, readerId);
}
