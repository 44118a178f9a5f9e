import { aCommand } from '../../lib/command';
import { messageOf, WorkFailed, WrongUse } from '../../lib/failure';
import { argument } from '../../lib/input';
import { localStackOf } from '../../reader/local-stack-of';

/** Makes a reader's certificate, or answers the one that it has. */
export const command = aCommand({
  words: 'reader add',
  summary: 'issue a certificate for a reader',
  input: { id: argument() },
  run: async (context, { id: readerId }) => {
    const {
      isReserved,
      readerFaults,
    }: typeof import('../../../app/intake/scan-message') = require('../../../app/intake/scan-message');
    const {
      localCertificate,
      ReaderIdError,
    }: typeof import('../../../stack/local-certificates') = require('../../../stack/local-certificates');
    if (isReserved(readerId)) {
      throw new WrongUse(
        `"${readerId}" is reserved, as import, legacy and all that begins with desk: are; choose another id.`,
      );
    }
    const faults = readerFaults(readerId, readerId);
    if (faults.length > 0) throw new WrongUse(`No scan of ${readerId} would be taken: ${faults.join('; ')}.`);
    const local = await localStackOf(context);
    const made = localCertificate(local, readerId);
    const files = await made.catch((error: unknown) => {
      throw error instanceof ReaderIdError ? new WrongUse(error.message) : new WorkFailed(messageOf(error));
    });
    const { host, port } = local.mqtt;
    return {
      json: { readerId, host, port, topic: `shelflog/readers/${readerId}/scans`, ...files },
      lines: [
        `Reader ${readerId} may connect to ${host}:${port} with client id ${readerId}.`,
        `  certificate  ${files.cert}`,
        `  private key  ${files.key}`,
        `  authority    ${files.ca}`,
        `  topic        shelflog/readers/${readerId}/scans`,
      ],
    };
  },
});
