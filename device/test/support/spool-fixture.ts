import { openSpool } from '../../src/spool/open-spool';
import type { Spool, SpoolOptions } from '../../src/spool/spool';
import type { SpoolFiles } from '../../src/spool/spool-files';
import type { SpooledScan } from '../../src/spool/spooled-scan';

export const FOLDER = '/spool';
export const BOOT = '3f0c8a52-7d4e-4c1b-9a60-5f2e8d7c6b1a';

export const aScan = (tagId: string, more: Partial<SpooledScan> = {}): SpooledScan => ({
  tagId,
  text: `book-${tagId}`,
  mode: 'toggle',
  at: Date.parse('2026-11-22T09:15:02.114Z'),
  mono: 5_000,
  bootId: BOOT,
  synced: true,
  ...more,
});

export function optionsFor(files: SpoolFiles, more: Partial<SpoolOptions> = {}): SpoolOptions {
  return {
    readerId: 'r-1',
    maxBytes: 512 * 1024 * 1024,
    files,
    now: () => performance.now(),
    complain: (message) => {
      throw new Error(`not expected: ${message}`);
    },
    cursorEveryMs: 0,
    ...more,
  };
}

export function openedSpool(files: SpoolFiles, more: Partial<SpoolOptions> = {}, folder = FOLDER): Spool {
  const opened = openSpool(folder, optionsFor(files, more));
  if ('refusal' in opened) throw new Error(opened.refusal.message);
  return opened.spool;
}

/** The scan's number; throws where it was refused. */
export function appended(spool: Spool, scan: SpooledScan): number {
  const answer = spool.append(scan);
  if ('refusal' in answer) throw new Error(answer.refusal.message);
  return answer.seq;
}
