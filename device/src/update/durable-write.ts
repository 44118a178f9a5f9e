import { dirname } from 'node:path';
import type { Disk } from './disk';

/** After it returns the file holds these bytes whatever happens; before, it holds the old ones whole. */
export function writeDurably(disk: Disk, path: string, text: string): void {
  const partial = `${path}.partial`;
  disk.remove(partial);
  disk.append(partial, Buffer.from(text));
  disk.sync(partial);
  disk.rename(partial, path);
  disk.syncFolder(dirname(path));
}

/** Points the link at the target, likewise. */
export function linkDurably(disk: Disk, target: string, path: string): void {
  const partial = `${path}.partial`;
  disk.remove(partial);
  disk.link(target, partial);
  disk.rename(partial, path);
  disk.syncFolder(dirname(path));
}

export function removeDurably(disk: Disk, path: string): void {
  disk.remove(path);
  disk.syncFolder(dirname(path));
}
