import type { TagRows } from '../../../app/history/derive-rows';
import type { RowValue, ServedRows } from '../../../app/verify/served-rows';
import { inventoryKeys } from '../../../contract/keys';
import type { Calendar } from '../../../domain/calendar';
import { toBookValues, toCopyItem, toLoanValues, toTagItem } from '../circulation/circulation-items';
import { withoutKeys } from './served-lines';

/** What the rows of a generation must hold. */
export const expectedRows = (
  generation: string,
  calendar: Calendar,
): Pick<ServedRows, 'expectedTag' | 'expectedBook'> => ({
  expectedTag: (rows) => expectedTag(rows, generation, calendar),
  expectedBook: toBookValues,
});

function expectedTag(rows: TagRows, generation: string, calendar: Calendar): ReadonlyMap<string, RowValue> {
  const { tagId, reading, loans, books } = rows;
  const record = { tagId, revision: 1, reading, rewriting: false };
  const named = new Map<string, RowValue>();
  for (const item of [
    toTagItem(record, generation),
    ...books.map((bookId) => toCopyItem(tagId, bookId, generation)),
  ]) {
    named.set(item.sk, withoutKeys(item));
  }
  for (const loan of loans) {
    const { sk } = inventoryKeys.loan(generation, tagId, loan.loanNo);
    named.set(sk, toLoanValues(tagId, loan, generation, calendar));
  }
  return named.set('contributions', {
    // Made when asked for, as it is there.
    get added() {
      return rows.added;
    },
    reading,
  });
}
