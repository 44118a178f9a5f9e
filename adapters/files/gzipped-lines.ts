import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { FileUnreadableError } from '../../app/ledger/ledger';

const zip = promisify(gzip);
const unzip = promisify(gunzip);

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Lines as they are stored, and the hash of that. */
export async function zipLines(lines: readonly string[]): Promise<{ bytes: Buffer; sha256: string }> {
  const bytes = await zip(Buffer.from(`${lines.join('\n')}\n`));
  return { bytes, sha256: sha256(bytes) };
}

/** The lines of stored bytes. Errors: FileUnreadableError if they are no gzipped UTF-8 text. */
export async function unzipLines(
  name: string,
  bytes: Uint8Array,
): Promise<{ lines: string[]; sha256: string }> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await unzip(bytes));
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    return { lines, sha256: sha256(bytes) };
  } catch (cause) {
    throw new FileUnreadableError(`${name} is no gzipped text.`, { cause });
  }
}
