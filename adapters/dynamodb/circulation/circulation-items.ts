import type { TagRecord } from '../../../app/project/circulation-store';
import { searchText } from '../../../app/queries/book-search';
import { inventoryKeys } from '../../../contract/keys';
import { type Book, comingsAndGoings } from '../../../domain/book/book';
import type { Calendar } from '../../../domain/calendar';
import type { Loan } from '../../../domain/tag/state';
import { listOf, toInventoryRow } from '../../../projections/inventory';

/** A tag's row in Inventory. */
export function toTagItem({ tagId, revision, reading, rewriting }: TagRecord, generation: string) {
  const row = toInventoryRow(tagId, reading.state);
  const list = listOf(reading.state);
  const sparse = list !== undefined && {
    statusList: inventoryKeys.statusList(generation, list),
    statusListKey: inventoryKeys.statusListKey(list, tagId, row),
  };
  return {
    ...inventoryKeys.tag(generation, tagId),
    ...row,
    revision,
    reading,
    ...(rewriting && { rewriting }),
    tagList: inventoryKeys.tagList(generation),
    tagListKey: tagId,
    ...sparse,
  };
}

/** The row in Inventory of a loan that has ended. */
export function toLoanItem(tagId: string, loan: Loan, generation: string, calendar: Calendar) {
  const { pk, sk } = inventoryKeys.loan(generation, tagId, loan.loanNo);
  return Object.assign({ pk, sk }, toLoanValues(tagId, loan, generation, calendar));
}

/** The same without its key. */
export function toLoanValues(tagId: string, loan: Loan, generation: string, calendar: Calendar) {
  const loanDay = inventoryKeys.loanDay(generation, calendar(loan.borrowedAt).date);
  const loanDayKey = inventoryKeys.loanDayKey(loan.borrowedAt, tagId, loan.loanNo);
  // Not by spreading: a rebuild makes millions of these, and V8 takes seventy times as long over it.
  return Object.assign({ tagId, loanDay, loanDayKey }, loan);
}

/** The row in Inventory that says that the tag is or was a copy of the book. */
export function toCopyItem(tagId: string, bookId: string, generation: string) {
  return {
    ...inventoryKeys.copyOf(generation, tagId, bookId),
    tagId,
    bookId,
    bookList: inventoryKeys.bookList(generation, bookId),
    bookListKey: tagId,
  };
}

/** What a registered book's row in Stock holds beside its counts. */
export function toBookValues(book: Book) {
  const { name, author, isbn, revision, registeredAt, withdrawals } = book;
  return {
    name,
    author,
    isbn,
    search: searchText(book),
    registeredAt,
    // Moves with every event of the book: what knows fewer of them is not written over what knows more.
    detailsRevision: revision + comingsAndGoings(book),
    ...(withdrawals && { withdrawals }),
  };
}
