import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { sha256 } from '../../app/events/event-digest';
import { FileUnreadableError, MAX_FILE_BYTES } from '../../app/ledger/ledger';

const zip = promisify(gzip);
const unzip = promisify(gunzip);

/** Lines as they are stored, and the hash of that. */
export async function zipLines(lines: readonly string[]): Promise<{ bytes: Buffer; sha256: string }> {
  const bytes = await zip(Buffer.from(`${lines.join('\n')}\n`));
  return { bytes, sha256: sha256(bytes) };
}

/** What stored bytes were zipped from. Errors: FileUnreadableError if they are not gzipped. */
export async function unzipBytes(name: string, bytes: Uint8Array): Promise<Buffer> {
  try {
    return await unzip(bytes, { chunkSize: sizeUnzipped(bytes) });
  } catch (cause) {
    throw unreadable(name, cause);
  }
}

/** The lines of stored bytes. Errors: FileUnreadableError if they are no gzipped UTF-8 text. */
export async function unzipLines(
  name: string,
  bytes: Uint8Array,
): Promise<{ lines: string[]; sha256: string }> {
  const unzipped = await unzipBytes(name, bytes);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(unzipped);
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    return { lines, sha256: sha256(bytes) };
  } catch (cause) {
    throw unreadable(name, cause);
  }
}

/** As the last four bytes say (RFC 1952): what is unzipped into one piece is not gathered from many. */
function sizeUnzipped(bytes: Uint8Array): number {
  const said = bytes.length < 4 ? 0 : Buffer.from(bytes.slice(-4)).readUInt32LE();
  return Math.max(constants.Z_MIN_CHUNK, Math.min(said, MAX_FILE_BYTES) + 1);
}

const unreadable = (name: string, cause: unknown) =>
  new FileUnreadableError(`${name} is no gzipped text.`, { cause });
