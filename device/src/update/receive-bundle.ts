import { createHash, type KeyObject } from 'node:crypto';
import { dirname } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Header, MAX_BODY_BYTES, MAX_HEADER_BYTES, type Manifest, readHeader } from './bundle-format';
import type { Disk } from './disk';
import { type Machine, misfit } from './installed-parts';
import { type Refusal, refusal } from './refusal';
import { compareVersions } from './version';

/** The spool keeps this much of the disk to itself. */
const RESERVED_BYTES = 64 * 1024 * 1024;
/** Flushed in pieces: one flush of megabytes would hold up the beep on an SD card. */
const FLUSH_BYTES = 256 * 1024;

export type Expected = {
  readonly keys: readonly KeyObject[];
  readonly machine: Machine;
  readonly version: string;
  readonly runningVersion: string;
};

/** Writes a bundle as it comes into a file and flushes it. Nothing is written before its signature, version and
 *  fit are known, and never more than it says and the disk has room for. */
export async function receiveBundle(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  disk: Disk,
  expected: Expected,
): Promise<{ readonly manifest: Manifest } | { readonly refused: Refusal }> {
  let head: Uint8Array = new Uint8Array();
  let body: BodyFile | undefined;
  for await (const chunk of chunks) {
    head = body ? chunk : Buffer.concat([head, chunk]);
    const opened = body ?? openBody(head, file, disk, expected);
    if (opened === 'more') continue;
    if ('refused' in opened) return opened;
    body = opened;
    if (!(await body.add(head))) return { refused: tooLong };
  }
  return body?.end() ?? { refused: refusal('cut', `it ends after ${head.length} bytes`) };
}

function openBody(
  head: Uint8Array,
  file: string,
  disk: Disk,
  expected: Expected,
): BodyFile | { refused: Refusal } | 'more' {
  const read = readHeader(head, expected.keys);
  if (read === 'more' || 'refused' in read) return read;
  const { manifest } = read.header;
  const refused = unfit(manifest, expected) ?? noRoom(manifest, file, disk);
  return refused ? { refused } : bodyFile(read.header, file, disk);
}

const tooLong = refusal('altered', 'it is longer than what was signed');

function unfit(manifest: Manifest, { machine, version, runningVersion }: Expected): Refusal | undefined {
  const { version: offered } = manifest;
  if (offered !== version) return refusal('other-version', `it is ${offered}, and ${version} was ordered`);
  if (compareVersions(offered, runningVersion) < 0) {
    return refusal('older', `${offered} is older than ${runningVersion}, which runs`);
  }
  return misfit(manifest, machine);
}

function noRoom({ size }: Manifest, file: string, disk: Disk): Refusal | undefined {
  if (size > MAX_BODY_BYTES)
    return refusal('too-large', `${size} bytes, and at most ${MAX_BODY_BYTES} are taken`);
  const free = disk.freeBytes(dirname(file));
  const needed = size + MAX_HEADER_BYTES + RESERVED_BYTES;
  return free < needed ? refusal('disk-full', `${needed} bytes are needed, ${free} are free`) : undefined;
}

type BodyFile = {
  /** False where it is more than what was signed. */
  add(chunk: Uint8Array): Promise<boolean>;
  end(): { manifest: Manifest } | { refused: Refusal };
};

function bodyFile({ manifest, bodyStart }: Header, file: string, disk: Disk): BodyFile {
  const total = bodyStart + manifest.size;
  const hash = createHash('sha256');
  let received = 0;
  let unflushed = 0;
  return {
    add: async (chunk) => {
      if (received + chunk.length > total) return false;
      disk.append(file, chunk);
      hash.update(received === 0 ? chunk.subarray(bodyStart) : chunk);
      received += chunk.length;
      unflushed += chunk.length;
      if (unflushed >= FLUSH_BYTES) {
        disk.sync(file);
        unflushed = 0;
      }
      await nextTurn();
      return true;
    },
    end: () => {
      if (received < total) return { refused: refusal('cut', `${received} of ${total} bytes came`) };
      if (hash.digest('hex') !== manifest.sha256) {
        return { refused: refusal('altered', 'its code is not what was signed') };
      }
      disk.sync(file);
      return { manifest };
    },
  };
}
