import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { SpoolFile, SpoolFiles, SpoolLock } from './spool-files';

const FLAGS = { new: 'ax', empty: 'w', end: 'a' } as const;
/** What flock(1) answers when another process has the lock. */
const HELD = 1;

/** The machine's own files. */
export const nodeFiles: SpoolFiles = {
  makeFolder: (folder) => {
    if (existsSync(folder)) return;
    nodeFiles.makeFolder(dirname(folder));
    mkdirSync(folder);
    nodeFiles.syncFolder(dirname(folder));
  },
  list: (folder) => readdirSync(folder),
  sizeOf: (path) => statSync(path, { throwIfNoEntry: false })?.size,
  read: (path, offset, length) =>
    withOpen(path, (fd) => {
      const bytes = Buffer.allocUnsafe(length);
      let got = 0;
      for (let read = -1; got < length && read !== 0; got += read) {
        read = readSync(fd, bytes, got, length - got, offset + got);
      }
      return bytes.subarray(0, got);
    }),
  open: (path, at) => openFile(path, FLAGS[at]),
  rename: renameSync,
  remove: unlinkSync,
  syncFolder: (folder) => withOpen(folder, fsyncSync),
  lock: lockFile,
};

function openFile(path: string, flags: string): SpoolFile {
  const fd = openSync(path, flags, 0o640);
  return {
    append: (bytes) => {
      for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
    },
    sync: () => fdatasyncSync(fd),
    truncate: (length) => ftruncateSync(fd, length),
    isInPlace: () => {
      const there = statSync(path, { throwIfNoEntry: false });
      const own = fstatSync(fd);
      return there !== undefined && there.ino === own.ino && there.dev === own.dev;
    },
    close: () => closeSync(fd),
  };
}

function withOpen<Result>(path: string, use: (fd: number) => Result): Result {
  const fd = openSync(path, 'r');
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}

/** By the kernel's flock, which ends with the process however it ends. Node has no call for it: flock(1) takes
 *  it on the descriptor it inherits, and the lock belongs to what that stands for, which stays open here.
 *  Errors: throws where flock(1) of util-linux is missing. */
function lockFile(path: string): SpoolLock | undefined {
  const fd = openSync(path, 'a', 0o640);
  const { status, error, stderr } = spawnSync('flock', ['-n', '3'], {
    stdio: ['ignore', 'ignore', 'pipe', fd],
    encoding: 'utf8',
  });
  if (status === 0) return { release: () => closeSync(fd) };
  closeSync(fd);
  if (error !== undefined || status !== HELD || stderr !== '') {
    const reason = error?.message ?? stderr.trim();
    throw new Error(`${path} cannot be locked: flock(1) of util-linux says: ${reason}`, { cause: error });
  }
  return undefined;
}
