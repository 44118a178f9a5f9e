import { createReadStream } from 'node:fs';
import { pipeline, Transform } from 'node:stream';
import { parse } from 'fast-csv';
import { messageOf, WorkFailed } from '../lib/failure';
import type { FileStart } from './file-start';

export type CellSource = {
  readonly file: string;
  readonly start: FileStart;
  readonly delimiter: string;
  /** Whether cells may stand in quotation marks. */
  readonly isQuoted: boolean;
  /** Called with the bytes read so far. */
  readonly onBytes?: ((read: number) => void) | undefined;
};

/** One row: each cell's UTF-8 bytes, a character a byte, so that only those are read that are asked for. */
export type CellRow = { readonly line: number; readonly cells: readonly string[] };

/** A row that is longer has a quotation mark that is never closed, or is no row. The parser reads a row from its start
 *  again with each piece of it that comes: twice the length takes four times as long. */
const MAX_ROW_BYTES = 512 * 1024;

/** The rows of a delimited file, the first one too, counted as a spreadsheet counts them. Reads no faster than rows
 *  are taken, and holds one row of them. Errors: WorkFailed for a file that cannot be read or has no such rows. */
export async function* cellRows(source: CellSource): AsyncGenerator<CellRow> {
  const { file, start, delimiter, isQuoted, onBytes } = source;
  const parser = parse<string[], string[]>({
    headers: false,
    ignoreEmpty: false,
    delimiter,
    encoding: 'latin1',
    ...(!isQuoted && { quote: null }),
  });
  const bytes = createReadStream(file, { start: start.markBytes });
  const limit = rowLimit();
  pipeline(bytes, utf8Bytes(start.encoding), limit.stream, parser, () => undefined);
  if (onBytes) bytes.on('data', () => onBytes(bytes.bytesRead));
  let line = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      line += 1;
      limit.rowCame();
      yield { line, cells };
    }
  } catch (error) {
    if (error instanceof WorkFailed) throw error;
    throw new WorkFailed(`${file} could not be read after row ${line}: ${messageOf(error)}`);
  } finally {
    bytes.destroy();
  }
}

/** Fails once so many bytes went through of which no row came. */
function rowLimit() {
  let since = 0;
  const stream = new Transform({
    transform: (bytes: Buffer, _encoding, done) => {
      since += bytes.length;
      if (since <= MAX_ROW_BYTES) done(null, bytes);
      else done(new Error('the next row is longer than 512 KB; is a quotation mark never closed?'));
    },
  });
  const rowCame = () => {
    since = 0;
  };
  return { stream, rowCame };
}

/** Bytes of the encoding to bytes of UTF-8; of UTF-8 as they are. */
function utf8Bytes(encoding: FileStart['encoding']): Transform {
  if (encoding === 'utf-8') return new Transform({ transform: (bytes, _, done) => done(null, bytes) });
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decode = (bytes: Buffer | undefined, done: (error?: Error | null, bytes?: Buffer) => void) => {
    let text: string;
    try {
      text = decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      done(new Error('it is not the UTF-16 that it says it is; save it as "CSV UTF-8"'));
      return;
    }
    done(null, Buffer.from(text));
  };
  return new Transform({
    transform: (bytes: Buffer, _encoding, done) => decode(bytes, done),
    flush: (done) => decode(undefined, done),
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what is asked is whether there are only bytes of ASCII.
const ASCII = /^[\x00-\x7f]*$/;
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a cell, or undefined if its bytes are not UTF-8. */
export function textOf(cell: string): string | undefined {
  if (ASCII.test(cell)) return cell;
  try {
    return strict.decode(Buffer.from(cell, 'latin1'));
  } catch {
    return undefined;
  }
}

/** The same, with U+FFFD for what is not UTF-8. */
export const readableTextOf = (cell: string): string =>
  textOf(cell) ?? Buffer.from(cell, 'latin1').toString('utf8');
