import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** Made of local parts, for that is how a zip stores it: the same bytes in every time zone. */
const EPOCH_OF_ZIP = new Date(1980, 0, 1);

/** A zip whose bytes depend on nothing but names and contents: sorted, one date, and stored, because
 *  compressed bytes differ between releases of zlib. */
export async function deterministicZip(files: ReadonlyMap<string, Uint8Array>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    zip.addBuffer(Buffer.from(content), name, {
      mtime: EPOCH_OF_ZIP,
      mode: 0o100644,
      compress: false,
      forceDosTimestamp: true,
    });
  }
  zip.end();
  return buffer(zip.outputStream);
}
