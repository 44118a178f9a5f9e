import type { BookDetails } from '../../domain/book/events';
import type { Calendar } from '../../domain/calendar';
import type { ExportedBook } from './export-ports';

export type CataloguedBook = BookDetails & {
  readonly bookId: string;
  /** The library day of its registration; none while it is not registered. */
  readonly registeredOn?: string;
  /** The library days of its withdrawals, and of what ended them. */
  readonly withdrawn?: readonly { readonly from: string; readonly to?: string }[];
};

/** Whether the book was registered, and not withdrawn, at the end of the day. */
export const wasListed = ({ registeredOn, withdrawn = [] }: CataloguedBook, day: string): boolean =>
  registeredOn !== undefined &&
  registeredOn <= day &&
  !withdrawn.some(({ from, to }) => from <= day && (to === undefined || day < to));

/** All books by their id, held in memory: about 50 MB for a hundred thousand. */
export class BookCatalogue {
  private constructor(
    private readonly books: Map<string, CataloguedBook>,
    private order: readonly string[],
  ) {}

  static async read(books: AsyncIterable<ExportedBook>, calendar: Calendar): Promise<BookCatalogue> {
    const known = new Map<string, CataloguedBook>();
    for await (const book of books) {
      known.set(book.bookId, toCatalogued(book, calendar));
    }
    return new BookCatalogue(known, bytewise(known.keys()));
  }

  /** A book that has counts but was never registered, or not yet when the books were read, is nameless. */
  find(bookId: string): CataloguedBook {
    return this.books.get(bookId) ?? { bookId, name: '', author: '', isbn: '' };
  }

  /** All book ids, bytewise, these among them. */
  idsWith(bookIds: Iterable<string>): readonly string[] {
    const added = [...bookIds].filter((bookId) => !this.books.has(bookId));
    for (const bookId of added) this.books.set(bookId, this.find(bookId));
    if (added.length > 0) this.order = bytewise(this.books.keys());
    return this.order;
  }
}

function toCatalogued(
  { registeredAt, withdrawals, ...book }: ExportedBook,
  calendar: Calendar,
): CataloguedBook {
  const dayOf = (instant: string) => calendar(instant).date;
  return {
    ...book,
    ...(registeredAt !== undefined && { registeredOn: dayOf(registeredAt) }),
    ...(withdrawals && {
      withdrawn: withdrawals.map(({ from, to }) => ({
        from: dayOf(from),
        ...(to !== undefined && { to: dayOf(to) }),
      })),
    }),
  };
}

/** The order of DynamoDB's keys: by the bytes of their UTF-8, which is not the order of UTF-16 text. */
function bytewise(ids: Iterable<string>): string[] {
  return [...ids]
    .map((id) => ({ id, bytes: Buffer.from(id, 'utf8') }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ id }) => id);
}
