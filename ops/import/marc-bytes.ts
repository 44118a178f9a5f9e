import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { BrokenOff } from '../../app/import/marc/read-marc';
import { messageOf } from '../lib/failure';

const CHUNK = 1024 * 1024;

/** A file's bytes, unpacked if it is gzipped. Reads no faster than they are taken.
 *  Errors: throws BrokenOff where a gzip stream is damaged or cut off. */
export async function* marcBytes(file: string, onBytes: (read: number) => void): AsyncGenerator<Uint8Array> {
  const isPacked = await isGzip(file);
  const source = createReadStream(file, { highWaterMark: CHUNK });
  source.on('data', () => onBytes(source.bytesRead));
  const bytes = isPacked ? source.pipe(createGunzip({ chunkSize: CHUNK })) : source;
  // A pipe does not hand on what its source fails with.
  if (bytes !== source) source.on('error', (error) => bytes.destroy(error));
  try {
    yield* bytes;
  } catch (error) {
    if (isPacked && isOfZlib(error)) throw new BrokenOff(messageOf(error), { cause: error });
    throw error;
  } finally {
    source.destroy();
    bytes.destroy();
  }
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.readUInt16BE(0) === 0x1f8b;
  } finally {
    await handle.close();
  }
}

const isOfZlib = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && String(error.code).startsWith('Z_');
