import { join } from 'node:path';
import { z } from 'zod';
import { scanIdOf } from '../publish/scan-message';
import { readWhole, replaceFile, type SpoolFile, type SpoolFiles } from '../spool/spool-files';
import type { StoredScan } from '../spool/spooled-scan';
import { type CopyAction, KnownCopies } from './known-copies';

const copyAction = z.object({
  tagId: z.string(),
  mode: z.enum(['checkout', 'return']),
  atMs: z.number(),
  scanId: z.string(),
  terminal: z.string().exactOptional(),
  request: z.string().exactOptional(),
  cancels: z.string().exactOptional(),
}) satisfies z.ZodType<CopyAction>;

/** Lines that say nothing new, before the file is written anew. */
const MAX_OLD_LINES = 10_000;

export type CopiesFile = Pick<KnownCopies, 'get' | 'lastOf' | 'apply'> & { close(): void };

type Parts = {
  readonly readerId: string;
  readonly files: SpoolFiles;
  readonly folder: string;
  /** Scans that are not with the broker yet: what the file may lack after a kill. */
  readonly unsent: Iterable<StoredScan>;
  readonly complain: (message: string) => void;
};

/** The copies as this program's kiosks left them, over restarts. After a power cut the last that the broker has
 *  already may be missing; the scans themselves are in the spool. A file that cannot be written is complained of:
 *  what is known is then kept for this process. */
export function openCopiesFile({ files, folder, readerId, unsent, complain }: Parts): CopiesFile {
  const path = join(folder, 'copies.jsonl');
  const copies = new KnownCopies();
  for (const action of actionsIn(readWhole(files, path)?.toString('utf8') ?? '')) copies.apply(action);
  for (const scan of unsent) for (const action of actionOf(readerId, scan)) copies.apply(action);
  let file: SpoolFile | undefined;
  let oldLines = 0;
  const tidy = (work: () => void) => {
    try {
      work();
    } catch (fault) {
      complain(`${path}: ${fault instanceof Error ? fault.message : String(fault)}`);
    }
  };
  const writeAnew = () =>
    tidy(() => {
      file?.close();
      file = undefined;
      replaceFile(files, path, Buffer.from(copies.all().map(lineOf).join('')), false);
      file = files.open(path, 'end');
      oldLines = 0;
    });
  writeAnew();
  return {
    get: (tagId) => copies.get(tagId),
    lastOf: (terminal, tagId) => copies.lastOf(terminal, tagId),
    apply(action) {
      copies.apply(action);
      tidy(() => file?.append(Buffer.from(lineOf(action))));
      oldLines += 1;
      if (oldLines > MAX_OLD_LINES) writeAnew();
    },
    close: () => tidy(() => file?.close()),
  };
}

const lineOf = (action: CopyAction) => `${JSON.stringify(action)}\n`;

/** A line that was cut off by a kill is passed over. */
function actionsIn(text: string): readonly CopyAction[] {
  return text.split('\n').flatMap((line) => {
    try {
      return copyAction.safeParse(JSON.parse(line)).data ?? [];
    } catch {
      return [];
    }
  });
}

function actionOf(readerId: string, { seq, scan }: StoredScan): readonly CopyAction[] {
  const { tagId, mode, at, bootId, cancels, terminal, request } = scan;
  if (mode !== 'checkout' && mode !== 'return') return [];
  return [
    {
      tagId,
      mode,
      atMs: at,
      scanId: scanIdOf(readerId, bootId, seq),
      ...(cancels !== undefined && { cancels }),
      ...(terminal !== undefined && { terminal }),
      ...(request !== undefined && { request }),
    },
  ];
}
