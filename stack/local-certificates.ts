import { type CertificateFiles, issueReaderCertificate } from '../local-aws/src/mqtt/certificate-authority';
import {
  listReaderCertificates,
  type ReaderCertificate,
  revokeReaderCertificates,
} from '../local-aws/src/mqtt/revocations';

export { ReaderIdError } from '../local-aws/src/mqtt/certificate-authority';

/** Where a local stack keeps its certificates, whether it runs or not. */
type Kept = { readonly dataDir: string };

/** A reader's certificate for the local stack's broker, made when there is none yet.
 *  Errors: ReaderIdError on an id that no IoT thing could have. */
export const localCertificate = ({ dataDir }: Kept, readerId: string): Promise<CertificateFiles> =>
  issueReaderCertificate(dataDir, readerId);

/** Every certificate made for a reader of the local stack. */
export const localCertificates = ({ dataDir }: Kept): Promise<readonly ReaderCertificate[]> =>
  listReaderCertificates(dataDir);

/** Refuses the reader's certificate from now on. Answers whether there was one. */
export const revokeLocalCertificate = async ({ dataDir }: Kept, readerId: string): Promise<boolean> =>
  (await revokeReaderCertificates(dataDir, readerId)) > 0;
