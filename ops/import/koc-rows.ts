import type { ImportRow } from '../../app/import/import-rows';
import { readKocHeader, readKocLine } from '../../app/import/koc-file';
import { WorkFailed } from '../lib/failure';
import { cellRows, readableTextOf } from './cell-rows';
import { fileStart } from './file-start';

/** The actions of a file of Koha's offline circulation; undefined for any other file.
 *  Errors: WorkFailed for one that cannot be read, or is of a version that is not known. */
export async function kocRows(
  file: string,
  onBytes: (read: number) => void,
): Promise<AsyncGenerator<ImportRow> | undefined> {
  const start = await fileStart(file);
  const header = readKocHeader(start.lines[0] ?? '');
  if (header === undefined) return undefined;
  if ('problem' in header) throw new WorkFailed(`${file}: ${header.problem}`);
  const source = { file, start, delimiter: '\t', isQuoted: false, onBytes };
  return (async function* () {
    for await (const { line, cells } of cellRows(source)) {
      if (line === 1 || cells.every((cell) => cell.trim() === '')) continue;
      yield { line, ...readKocLine(cells.map(readableTextOf), header) };
    }
  })();
}
