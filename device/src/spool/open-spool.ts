import { join } from 'node:path';
import { loadSpool } from './load-spool';
import { Spool, type SpoolOptions } from './spool';
import type { SpoolLock } from './spool-files';
import { type OpenRefusal, openRefusalOf } from './spool-refusal';

/** Opens the scans of one reader that the broker does not have yet, for this process alone. */
export function openSpool(
  folder: string,
  options: SpoolOptions,
): { readonly spool: Spool } | { readonly refusal: OpenRefusal } {
  const { files, readerId } = options;
  let lock: SpoolLock | undefined;
  try {
    files.makeFolder(folder);
    lock = files.lock(join(folder, 'lock'));
    if (lock === undefined) {
      const message = `the spool ${folder} is in use: another shelflog-reader runs with it; end that one first`;
      return { refusal: { code: 'spool-locked', message } };
    }
    const loaded = loadSpool(files, folder, readerId);
    if (!('refusal' in loaded)) return { spool: new Spool(folder, options, lock, loaded) };
    lock.release();
    return loaded;
  } catch (error) {
    lock?.release();
    return { refusal: openRefusalOf(folder, error) };
  }
}
