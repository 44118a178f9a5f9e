import {
  type CertificateFiles,
  ClientIdError,
  issueClientCertificate,
} from '../local-aws/src/mqtt/certificate-authority';
import { listClientCertificates, revokeClientCertificates } from '../local-aws/src/mqtt/revocations';

/** Where a local stack keeps its certificates, whether it runs or not. */
type Kept = { readonly dataDir: string };

/** No IoT thing could have this id. */
export class ReaderIdError extends Error {
  override readonly name = 'ReaderIdError';
}

/** A reader's certificate for the local stack's broker, made when there is none yet. Errors: ReaderIdError. */
export async function localCertificate({ dataDir }: Kept, readerId: string): Promise<CertificateFiles> {
  try {
    return await issueClientCertificate(dataDir, readerId);
  } catch (error) {
    if (!(error instanceof ClientIdError)) throw error;
    throw new ReaderIdError(`"${readerId}" cannot be a reader id: ${error.allowed}`, { cause: error });
  }
}

/** Every certificate made for a reader of the local stack. */
export async function localCertificates({ dataDir }: Kept) {
  const issued = await listClientCertificates(dataDir);
  return issued.map(({ clientId, ...certificate }) => ({ readerId: clientId, ...certificate }));
}

/** Refuses the reader's certificate from now on. Answers whether there was one. */
export const revokeLocalCertificate = async ({ dataDir }: Kept, readerId: string): Promise<boolean> =>
  (await revokeClientCertificates(dataDir, readerId)) > 0;
