/** The file operations that a spool stands on, so that a test can cut the power between any two of them.
 *  All are synchronous and throw the system's errors. */
export type SpoolFiles = {
  /** Makes the folder, and those above it, durably. */
  makeFolder(folder: string): void;
  list(folder: string): readonly string[];
  /** In bytes; undefined where there is no such file. */
  sizeOf(path: string): number | undefined;
  /** As many of these bytes as there are. */
  read(path: string, offset: number, length: number): Buffer;
  /** `new`: fails with EEXIST where there is one; `empty`: makes or empties it; `end`: goes on at its end. */
  open(path: string, at: 'new' | 'empty' | 'end'): SpoolFile;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** Files made, renamed and removed in the folder are durable once it returns. */
  syncFolder(folder: string): void;
  /** One process at a time, across all that may open the folder; a killed process holds nothing. */
  lock(path: string): SpoolLock | undefined;
};

export type SpoolFile = {
  append(bytes: Uint8Array): void;
  /** What was appended is durable once it returns. */
  sync(): void;
  truncate(length: number): void;
  /** Whether the path it was opened by still leads to it. */
  isInPlace(): boolean;
  close(): void;
};

export type SpoolLock = { release(): void };

/** Replaces a small file as a whole: a reader finds the old or the new text. Only with `durable` is the new one
 *  sure to outlast a power cut, after which the file may otherwise hold anything. */
export function replaceFile(files: SpoolFiles, path: string, bytes: Uint8Array, durable: boolean): void {
  const partial = `${path}.new`;
  const file = files.open(partial, 'empty');
  try {
    file.append(bytes);
    if (durable) file.sync();
  } finally {
    file.close();
  }
  files.rename(partial, path);
  if (durable) files.syncFolder(path.slice(0, path.lastIndexOf('/')));
}

/** The whole of a small file, or undefined where there is none. */
export function readWhole(files: SpoolFiles, path: string): Buffer | undefined {
  const size = files.sizeOf(path);
  return size === undefined ? undefined : files.read(path, 0, size);
}
