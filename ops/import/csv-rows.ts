import { createReadStream } from 'node:fs';
import { pipeline, Transform } from 'node:stream';
import { parse } from 'fast-csv';
import type { ImportRow } from '../../app/import/import-rows';
import { messageOf, WorkFailed } from '../lib/failure';

export type CsvSource = {
  readonly file: string;
  readonly delimiter: string;
  /** Called with the bytes read so far. */
  readonly onBytes?: (read: number) => void;
};

/** A CSV file's rows under the named columns, trimmed; columns may stand in any order, further ones are
 *  left out, and rows without any value too. Reads no faster than rows are taken.
 *  Errors: WorkFailed for a file that cannot be read, is not UTF-8 or not CSV, or lacks
 *  one of the columns. */
export async function* csvRows<Column extends string>(
  { file, delimiter, onBytes }: CsvSource,
  columns: readonly Column[],
): AsyncGenerator<ImportRow<Column>> {
  const parser = parse<string[], string[]>({ headers: false, ignoreEmpty: false, delimiter });
  const source = createReadStream(file);
  pipeline(source, utf8Text(), parser, () => undefined);
  if (onBytes) source.on('data', () => onBytes(source.bytesRead));
  const lines: AsyncIterable<string[]> = parser;
  let header: Header<Column> | undefined;
  let row = 0;
  try {
    for await (const cells of lines) {
      row += 1;
      if (header === undefined) header = readHeader(cells, columns, file);
      else if (cells.some((cell) => cell.trim() !== '')) yield { row, ...valuesOf(cells, header) };
    }
  } catch (error) {
    if (error instanceof WorkFailed) throw error;
    throw new WorkFailed(`${file} could not be read after row ${row}: ${messageOf(error)}`);
  } finally {
    source.destroy();
  }
  if (header === undefined)
    throw new WorkFailed(`${file} is empty; its first row must be ${columns.join(',')}.`);
}

type Header<Column> = { readonly width: number; readonly places: readonly (readonly [Column, number])[] };

function readHeader<Column extends string>(
  cells: readonly string[],
  columns: readonly Column[],
  file: string,
): Header<Column> {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    const hint =
      names.length === 1 && /[;\t]/.test(names[0] ?? '')
        ? ' Is it separated otherwise? See --delimiter.'
        : '';
    throw new WorkFailed(
      `${file}: the header row lacks ${missing.join(', ')}; it must have ${columns.join(',')}.${hint}`,
    );
  }
  const doubled = names.find((name, at) => name !== '' && names.indexOf(name) !== at);
  if (doubled !== undefined) throw new WorkFailed(`${file}: the header row has ${doubled} twice.`);
  return { width: cells.length, places: columns.map((column) => [column, names.indexOf(column)] as const) };
}

function valuesOf<Column extends string>(
  cells: readonly string[],
  { width, places }: Header<Column>,
): Omit<ImportRow<Column>, 'row'> {
  const entries = places.map(([column, at]) => [column, (cells[at] ?? '').trim()] as const);
  const values = Object.fromEntries(entries) as Record<Column, string>;
  if (cells.slice(width).every((cell) => cell.trim() === '')) return { values };
  const malformed = `has ${cells.length} values for ${width} columns; a value that holds the delimiter must be quoted`;
  return { values, malformed };
}

/** Bytes to text without a byte order mark; fails on bytes that are not UTF-8 instead of replacing them. */
function utf8Text(): Transform {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (bytes: Buffer | undefined, done: (error?: Error | null, text?: string) => void) => {
    let text: string;
    try {
      text = decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      done(new Error('it is not UTF-8; save it as "CSV UTF-8"'));
      return;
    }
    done(null, text);
  };
  return new Transform({
    transform: (bytes: Buffer, _encoding, done) => decode(bytes, done),
    flush: (done) => decode(undefined, done),
  });
}
