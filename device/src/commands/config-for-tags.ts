import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../config/read-config';
import type { ReaderConfig } from '../config/reader-config';
import { nodeFiles } from '../spool/node-files';
import { EXIT, type ExitCode } from './exit-code';
import { note, noteFaults } from './output';

/** The config for a command that uses the chip by itself: refused while a reader runs, for a chip has one owner.
 *  `work` holds the reader's lock meanwhile. */
export async function withOwnChip(
  file: string,
  work: (config: ReaderConfig) => Promise<ExitCode>,
): Promise<ExitCode> {
  const read = readConfig(file);
  if ('faults' in read) {
    noteFaults(read.faults);
    return EXIT.wrongUse;
  }
  const { spoolDir } = read.config;
  // A folder made here would not be the reader's.
  if (!existsSync(spoolDir)) return await work(read.config);
  const lock = nodeFiles.lock(join(spoolDir, 'lock'));
  if (!lock) {
    note('A reader runs with this config and has the chip: stop it first (systemctl stop shelflog-reader).');
    return EXIT.failed;
  }
  try {
    return await work(read.config);
  } finally {
    lock.release();
  }
}
