import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, Transform } from 'node:stream';
import { parse } from 'fast-csv';
import { unescapeCell } from '../../app/export/escape-cell';
import type { ImportRow } from '../../app/import/import-rows';
import { messageOf, WorkFailed } from '../lib/failure';

const HEADER_BYTES = 64 * 1024;

export type CsvSource = {
  readonly file: string;
  /** Left out: the one that its first line has. */
  readonly delimiter?: string | undefined;
  /** Called with the bytes read so far. */
  readonly onBytes?: (read: number) => void;
};

/** Columns by the name that the rows give them. */
export type CsvColumns = {
  readonly required: readonly string[];
  readonly optional?: readonly string[];
  /** Other names in a header, such as those of our own exports. */
  readonly aliases?: Readonly<Record<string, string>>;
};

/** A CSV file's rows under the named columns, trimmed and without an export's guard; columns may stand in any
 *  order, further ones are left out, and rows without any value too. Reads no faster than rows are taken.
 *  Errors: WorkFailed for a file that cannot be read, is not UTF-8 or not CSV, or lacks a required column. */
export async function* csvRows(
  { file, delimiter, onBytes }: CsvSource,
  columns: CsvColumns,
): AsyncGenerator<ImportRow> {
  const between = delimiter ?? (await delimiterOf(file));
  const parser = parse<string[], string[]>({ headers: false, ignoreEmpty: false, delimiter: between });
  const source = createReadStream(file);
  pipeline(source, utf8Text(), parser, () => undefined);
  if (onBytes) source.on('data', () => onBytes(source.bytesRead));
  let header: CsvHeader | undefined;
  let line = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      line += 1;
      if (header === undefined) header = readHeader(cells, columns, file);
      else if (cells.some((cell) => cell.trim() !== '')) yield { line, ...valuesOf(cells, header) };
    }
  } catch (error) {
    if (error instanceof WorkFailed) throw error;
    throw new WorkFailed(`${file} could not be read after row ${line}: ${messageOf(error)}`);
  } finally {
    source.destroy();
  }
  if (header === undefined)
    throw new WorkFailed(`${file} is empty; its first row must be ${columns.required.join(',')}.`);
}

const DELIMITERS = [',', ';', '\t'] as const;

/** The delimiter that stands most often in the first line. */
async function delimiterOf(file: string): Promise<string> {
  const [line = ''] = await linesAtStart(file);
  const count = (delimiter: string) => line.split(delimiter).length - 1;
  return [...DELIMITERS].sort((a, b) => count(b) - count(a))[0] ?? ',';
}

async function linesAtStart(file: string): Promise<string[]> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
      return buffer
        .toString('utf8', 0, bytesRead)
        .split(/[\r\n]+/)
        .filter((line) => line.trim() !== '');
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new WorkFailed(`${file} could not be read: ${messageOf(error)}`);
  }
}

type CsvHeader = { readonly width: number; readonly places: readonly (readonly [string, number])[] };

function readHeader(
  cells: readonly string[],
  { required, optional = [], aliases = {} }: CsvColumns,
  file: string,
): CsvHeader {
  const given = cells.map((cell) => cell.trim().toLowerCase());
  const names = given.map((name) => (given.includes(aliases[name] ?? '') ? name : (aliases[name] ?? name)));
  const missing = required.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    throw new WorkFailed(
      `${file}: the header row lacks ${missing.join(', ')}; it must have ${required.join(',')}.`,
    );
  }
  const doubled = names.find((name, at) => name !== '' && names.indexOf(name) !== at);
  if (doubled !== undefined) throw new WorkFailed(`${file}: the header row has ${doubled} twice.`);
  const there = [...required, ...optional.filter((column) => names.includes(column))];
  return { width: cells.length, places: there.map((column) => [column, names.indexOf(column)] as const) };
}

function valuesOf(cells: readonly string[], { width, places }: CsvHeader): Omit<ImportRow, 'line'> {
  const values = Object.fromEntries(
    places.map(([column, at]) => [column, unescapeCell((cells[at] ?? '').trim())] as const),
  );
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
