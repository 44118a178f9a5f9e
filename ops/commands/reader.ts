import { z } from 'zod';
import { readerFaults } from '../../app/intake/scan-message';
import {
  localCertificate,
  localCertificates,
  ReaderIdError,
  revokeLocalCertificate,
} from '../../stack/local-certificates';
import type { Command, CommandContext } from '../command';
import { EXIT, messageOf, WorkFailed, WrongUse } from '../failure';
import type { LocalStackFile } from '../local-file';
import { renderTable } from '../render-table';

/** Makes a reader's certificate, or answers the one that it has. */
export const add: Command = async (context, args) => {
  const readerId = idIn(args);
  // A seed reader may be called `legacy`; what others publish by such names is quarantined.
  const faults = readerId === 'legacy' ? [] : readerFaults(readerId, readerId);
  if (faults.length > 0) throw new WrongUse(`No scan of ${readerId} would be taken: ${faults.join('; ')}.`);
  const local = await localOf(context);
  const files = await localCertificate(local, readerId).catch((error: unknown) => {
    throw error instanceof ReaderIdError ? new WrongUse(error.message) : new WorkFailed(messageOf(error));
  });
  const { host, port } = local.mqtt;
  return {
    json: { readerId, host, port, topic: `shelflog/readers/${readerId}/scans`, ...files },
    text: [
      `Reader ${readerId} may connect to ${host}:${port} with client id ${readerId}.`,
      `  certificate  ${files.cert}`,
      `  private key  ${files.key}`,
      `  authority    ${files.ca}`,
      `  topic        shelflog/readers/${readerId}/scans`,
    ].join('\n'),
  };
};

/** Every certificate that was made for a reader. */
export const list: Command = async (context) => {
  const items = await localCertificates(await localOf(context));
  const rows = items.map(({ readerId, issuedAt, revoked, fingerprint }) => [
    readerId,
    revoked ? 'revoked' : 'good',
    issuedAt,
    fingerprint.slice(0, 16),
  ]);
  return {
    json: { items },
    text: items.length === 0 ? 'No reader has a certificate.' : renderTable(HEADER, rows),
  };
};

const HEADER = ['reader', 'certificate', 'made', 'fingerprint'];

/** Refuses a reader's certificate from now on. Exit 1 if it has none. */
export const revoke: Command = async (context, args) => {
  const readerId = idIn(args);
  const revoked = await revokeLocalCertificate(await localOf(context), readerId);
  return revoked
    ? { json: { readerId, revoked }, text: `The certificate of ${readerId} is refused from now on.` }
    : { json: { readerId, revoked }, text: `${readerId} has no certificate.`, exitCode: EXIT.no };
};

function idIn(args: readonly string[]): string {
  const [readerId] = z.array(z.string()).parse(args);
  if (readerId === undefined) throw new WrongUse('Name the reader.');
  return readerId;
}

async function localOf({ target }: CommandContext): Promise<LocalStackFile> {
  const { local, stage } = await target();
  if (local !== undefined) return local;
  throw new WrongUse(
    `Readers of stage ${stage} are things of AWS IoT Core; these commands know local ones only.`,
  );
}
