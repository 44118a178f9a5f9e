import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { errorCode } from '../config/error-code';

/** The little of a file system that updates need, in the steps between which the power can go. */
export type Disk = {
  /** Undefined where there is no such file. */
  read(path: string): Buffer | undefined;
  /** Adds to the file, which is made where there is none. Not on disk until `sync`. */
  append(path: string, bytes: Uint8Array): void;
  sync(path: string): void;
  /** Takes the place of what is there, at once. On disk with the folder's `syncFolder`. */
  rename(from: string, to: string): void;
  link(target: string, path: string): void;
  /** What a link names; undefined where there is no link. */
  target(path: string): string | undefined;
  /** No error where there is nothing. */
  remove(path: string): void;
  makeFolder(path: string): void;
  syncFolder(path: string): void;
  freeBytes(path: string): number;
};

const NOT_THERE = ['ENOENT', 'ENOTDIR'];

export const nodeDisk: Disk = {
  read: (path) => whereThere(() => readFileSync(path)),
  append: (path, bytes) => withFile(path, 'a', (fd) => writeAll(fd, bytes)),
  sync: (path) => withFile(path, 'r', fsyncSync),
  rename: renameSync,
  link: (target, path) => symlinkSync(target, path),
  target: (path) => whereThere(() => readlinkSync(path)),
  remove: (path) => rmSync(path, { force: true }),
  makeFolder: (path) => mkdirSync(path, { recursive: true, mode: 0o700 }),
  syncFolder: (path) => withFile(path, 'r', fsyncSync),
  freeBytes: (path) => {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  },
};

function whereThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    // EINVAL: a file that is no link.
    if (NOT_THERE.includes(errorCode(error)) || errorCode(error) === 'EINVAL') return undefined;
    throw error;
  }
}

function withFile(path: string, flags: string, use: (fd: number) => void): void {
  const fd = openSync(path, flags, 0o600);
  try {
    use(fd);
  } finally {
    closeSync(fd);
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
}
