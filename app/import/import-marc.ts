import { importBooks } from './import-books';
import { type ImportContext, type ImportRow, type ImportSummary, NO_ROWS } from './import-rows';
import type { ImportRun } from './import-run';
import { importTags } from './import-tags';
import type { CopyPlace } from './marc/copy-place';
import { bookOf, type MarcBook, neededFields } from './marc/marc-book';
import { readMarc } from './marc/read-marc';

/** What of a record was not taken, and why. */
export type LeftOut = { readonly record: number; readonly reason: string };

export type MarcImport = ImportRun & {
  /** Where records keep the barcodes of their copies. */
  readonly copies: readonly CopyPlace[];
  readonly onLeftOut: (leftOut: LeftOut) => void;
};

/** Books by record; copies by barcode, each with its record's number in `values.record`. */
export type MarcSummary = {
  readonly records: number;
  readonly books: ImportSummary;
  readonly copies: ImportSummary;
};

/** Registers a book for each record of ISO 2709 or MARCXML, and assigns each of its barcodes to it as of now. The
 *  same file again adds nothing. A refused record's copies are left out with it. The file is opened twice. */
export async function importMarc(
  open: () => AsyncIterable<Uint8Array>,
  context: ImportContext,
  { copies: places, onLeftOut, onRow, ...run }: MarcImport,
): Promise<MarcSummary> {
  let notBooks = 0;
  const refused = new Set<number>();
  const note = (record: number, reasons: readonly string[]) => {
    for (const reason of reasons) onLeftOut({ record, reason });
  };
  const bookRows = rowsOf(open(), places, (read) => {
    if (read.book !== undefined) note(read.number, read.book.leftOut);
    if (read.noBook === undefined) return [bookRow(read)];
    notBooks += 1;
    note(read.number, [read.noBook]);
    return [];
  });
  const books = await importBooks(bookRows, context, {
    ...run,
    onRow: (row, result) => {
      if (result.result === 'refused') refused.add(row.line);
      return onRow(row, result);
    },
  });
  if (books.rows === refused.size) return { records: books.rows + notBooks, books, copies: NO_ROWS };
  let line = 0;
  const copyRows = rowsOf(open(), places, ({ number, book }) =>
    book === undefined || refused.has(number)
      ? []
      : book.copies.map((barcode) => copyRow(++line, barcode, { number, book })),
  );
  const copies = await importTags(copyRows, context, { ...run, onRow });
  return { records: books.rows + notBooks, books, copies };
}

type Read = {
  readonly number: number;
  readonly book?: MarcBook;
  readonly noBook?: string;
  readonly problem?: string;
};

async function* rowsOf(
  bytes: AsyncIterable<Uint8Array>,
  places: readonly CopyPlace[],
  rowsOfRead: (read: Read) => readonly ImportRow[],
): AsyncGenerator<ImportRow> {
  const needed = neededFields(places);
  for await (const reads of readMarc(bytes, (tag) => needed.has(tag))) {
    for (const read of reads) {
      if ('problem' in read) yield* rowsOfRead(read);
      else {
        const book = bookOf(read.record, places);
        yield* rowsOfRead({ number: read.number, ...('noBook' in book ? book : { book }) });
      }
    }
  }
}

function bookRow({ number, book, problem }: Read): ImportRow {
  const { bookId = '', name = '', author = '', isbn = '' } = book ?? {};
  const values = { book_id: bookId, name, author, isbn };
  if (problem !== undefined) return { line: number, values, malformed: problem };
  if (bookId === '') return { line: number, values, malformed: 'it has no number (001) to know its book by' };
  return { line: number, values };
}

function copyRow(
  line: number,
  barcode: string,
  { number, book }: { number: number; book: MarcBook },
): ImportRow {
  return {
    line,
    values: { tag_id: barcode, book_id: book.bookId, assigned_at: '', record: String(number) },
  };
}
