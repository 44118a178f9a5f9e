import { unescapeCell } from '../../app/export/escape-cell';
import type { ImportColumns } from '../../app/import/import-columns';
import type { ImportRow } from '../../app/import/import-rows';
import { type HeaderHints, layoutOf, matchHeader, type RowReader } from '../../app/import/match-header';
import { WorkFailed } from '../lib/failure';
import { cellRows, readableTextOf, textOf } from './cell-rows';
import { type FileStart, fileStart } from './file-start';
import { delimiterOf, splitLine } from './first-line';

export type CsvSource = HeaderHints & {
  readonly file: string;
  /** Left out: the one that its first line has. */
  readonly delimiter?: string | undefined;
  /** Called with the bytes read so far. */
  readonly onBytes?: (read: number) => void;
};

const MAX_COLUMNS = 1_000;
const LINES_FOR_A_HEADER = 20;

/** A CSV file's rows under our names, trimmed and without an export's guard: its columns are ours, those of a layout
 *  that is known by its header, or those that were named. Columns may stand in any order; further ones are not even
 *  read, and rows without any value are left out.
 *  Errors: WorkFailed for a file that cannot be read or is not CSV, and for a header that does not do. */
export async function* csvRows(source: CsvSource, columns: ImportColumns): AsyncGenerator<ImportRow> {
  const start = await fileStart(source.file);
  const saysItsDelimiter = /^"?sep=(.)"?$/i.exec(start.lines[0] ?? '')?.[1];
  const headerLine = saysItsDelimiter === undefined ? 1 : 2;
  const first = start.lines[headerLine - 1] ?? '';
  const delimiter = source.delimiter ?? saysItsDelimiter ?? delimiterOf(first);
  const { file, onBytes } = source;
  const names = splitLine(first, delimiter);
  if (names.length > MAX_COLUMNS) {
    const message = `its first row has more than ${MAX_COLUMNS} columns; leave out those that no one needs.`;
    throw new WorkFailed(`${file}: ${message}`);
  }
  const isQuoted = layoutOf(names, columns.kind)?.isUnquoted !== true;
  let reader: RowReader | undefined;
  for await (const { line, cells } of cellRows({ file, start, delimiter, isQuoted, onBytes })) {
    if (line < headerLine) continue;
    if (reader === undefined) reader = readHeader(cells, columns, { source, start });
    else if (cells.some((cell) => cell.trim() !== '')) yield { line, ...valuesOf(cells, reader, delimiter) };
  }
  if (reader === undefined)
    throw new WorkFailed(`${file} is empty; its first row must be ${columns.required.join(',')}.`);
}

type Of = { readonly source: CsvSource; readonly start: FileStart };

function readHeader(cells: readonly string[], columns: ImportColumns, { source, start }: Of): RowReader {
  const { file } = source;
  const reader = matchHeader(cells.map(readableTextOf), columns, source);
  if (!('problem' in reader)) return reader;
  const below = headerBelow(start, columns, source);
  throw new WorkFailed(
    below === undefined
      ? `${file}: ${reader.problem}`
      : `${file}: the header is row ${below}, and must be row 1; take out what stands above it.`,
  );
}

/** The row of a header that stands further down. */
function headerBelow({ lines }: FileStart, columns: ImportColumns, source: CsvSource): number | undefined {
  const at = lines.slice(0, LINES_FOR_A_HEADER).findIndex((line, index) => {
    if (index === 0 || line.trim() === '') return false;
    const names = splitLine(line, source.delimiter ?? delimiterOf(line));
    return names.length <= MAX_COLUMNS && !('problem' in matchHeader(names, columns, source));
  });
  return at < 0 ? undefined : at + 1;
}

function valuesOf(cells: readonly string[], reader: RowReader, delimiter: string): Omit<ImportRow, 'line'> {
  const notUtf8: number[] = [];
  const values = reader.valuesOf((place) => {
    const cell = cells[place] ?? '';
    const text = textOf(cell);
    if (text === undefined) notUtf8.push(place);
    return unescapeCell((text ?? readableTextOf(cell)).trim());
  });
  const malformed = whyMalformed(cells, reader, delimiter) ?? whyUnreadable(notUtf8);
  return { values, ...(malformed !== undefined && { malformed }) };
}

function whyMalformed(cells: readonly string[], { width }: RowReader, delimiter: string): string | undefined {
  const [only = ''] = cells;
  if (cells.length === 1 && width > 1) {
    const between = delimiterOf(only);
    if (between !== delimiter && splitLine(only, between).length >= width)
      return `is divided by ${named(between)} where the header is by ${named(delimiter)}`;
  }
  if (cells.slice(width).every((cell) => cell.trim() === '')) return undefined;
  return `has ${cells.length} values for ${width} columns; a value that holds the delimiter must be quoted`;
}

const named = (delimiter: string) => (delimiter === '\t' ? 'tabs' : `"${delimiter}"`);

const whyUnreadable = (places: readonly number[]): string | undefined =>
  places.length === 0
    ? undefined
    : `column ${places.map((place) => place + 1).join(', ')} is not UTF-8; save the file as "CSV UTF-8"`;
