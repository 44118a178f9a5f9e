import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../config/error-code';
import type { Fault } from '../config/fault';
import type { ReaderConfig } from '../config/reader-config';
import { loadSpool } from '../spool/load-spool';
import { nodeFiles } from '../spool/node-files';
import type { SpoolFiles } from '../spool/spool-files';

/** Leaves everything as it is: a file made by whoever asks would not be the reader's. */
const readOnlyFiles: SpoolFiles = {
  ...nodeFiles,
  makeFolder: refuse,
  open: refuse,
  rename: refuse,
  remove: refuse,
  syncFolder: refuse,
};

class NothingIsWritten extends Error {}

function refuse(): never {
  throw new NothingIsWritten();
}

/** What would keep a spool from opening or growing. */
export function checkSpool({ spoolDir, spoolMaxBytes, readerId }: ReaderConfig): Fault[] {
  const unwritable = checkWritable(spoolDir);
  if (unwritable) return [unwritable];
  const faults = existsSync(spoolDir) ? contentFaults(spoolDir, readerId) : [];
  return [...faults, ...roomFaults(spoolDir, spoolMaxBytes)];
}

/** Whether another process has this spool: then its chip and its connection are taken too. */
export function isRunning(spoolDir: string): boolean {
  const lock = join(spoolDir, 'lock');
  if (!existsSync(lock)) return false;
  try {
    const held = nodeFiles.lock(lock);
    held?.release();
    return held === undefined;
  } catch {
    return false;
  }
}

function checkWritable(folder: string): Fault | undefined {
  const place = nearest(folder);
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const message = `${folder}: the spool cannot be written (${errorCode(error)} at ${place}): make it writable for this user`;
    return { code: 'spool-read-only', message };
  }
}

function contentFaults(folder: string, readerId: string): Fault[] {
  try {
    const loaded = loadSpool(readOnlyFiles, folder, readerId);
    return 'refusal' in loaded ? [loaded.refusal] : [];
  } catch (error) {
    // A torn end is cut off when the reader starts: no fault.
    if (error instanceof NothingIsWritten) return [];
    return [{ code: 'spool-unusable', message: `${folder}: the spool cannot be read (${errorCode(error)})` }];
  }
}

function roomFaults(folder: string, maxBytes: number): Fault[] {
  const { bavail, bsize } = statfsSync(nearest(folder));
  const free = bavail * bsize;
  if (free >= maxBytes) return [];
  const message = `${folder}: its disk has ${megabytes(free)} MB free, and the spool may need ${megabytes(maxBytes)} MB: make room or lower spoolMaxBytes`;
  return [{ code: 'disk-full', message }];
}

const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);

const nearest = (path: string): string => (existsSync(path) ? path : nearest(dirname(path)));
