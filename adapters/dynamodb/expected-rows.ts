import type { TagRows } from '../../app/rebuild/derive-rows';
import type { RowValue, ServedRows } from '../../app/verify/served-rows';
import type { Calendar } from '../../domain/calendar';
import { toBookValues, toCopyItem, toLoanItem, toTagItem } from './circulation-items';
import { withoutKeys } from './served-lines';

/** What the rows of a generation must hold. */
export const expectedRows = (
  generation: string,
  calendar: Calendar,
): Pick<ServedRows, 'expectedTag' | 'expectedBook'> => ({
  expectedTag: (rows) => expectedTag(rows, generation, calendar),
  expectedBook: ({ book, registeredAt }) => toBookValues(book, registeredAt),
});

function expectedTag(rows: TagRows, generation: string, calendar: Calendar): ReadonlyMap<string, RowValue> {
  const { tagId, reading, loans, books } = rows;
  const record = { tagId, revision: 1, reading, rewriting: false };
  const items = [
    toTagItem(record, generation),
    ...loans.map((loan) => toLoanItem(tagId, loan, generation, calendar)),
    ...books.map((bookId) => toCopyItem(tagId, bookId, generation)),
  ];
  const named = new Map(items.map((item): [string, RowValue] => [item.sk, withoutKeys(item)]));
  return named.set('contributions', {
    // Made when asked for, as it is there.
    get added() {
      return rows.added;
    },
    reading,
  });
}
