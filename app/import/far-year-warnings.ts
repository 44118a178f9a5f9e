import { farYears, yearIn } from './far-years';
import type { ImportRow, RowResult } from './import-rows';

/** Counts the years of a file's rows while they are read, and warns of rows that lie far from the others. */
export function farYearWarnings(timeOf: (row: ImportRow) => string) {
  const rowsByYear = new Map<number, number>();
  let far: ReadonlySet<number> | undefined;
  return {
    async *counted(rows: AsyncIterable<ImportRow>): AsyncGenerator<ImportRow> {
      for await (const row of rows) {
        const year = yearIn(timeOf(row));
        if (year !== undefined) rowsByYear.set(year, (rowsByYear.get(year) ?? 0) + 1);
        yield row;
      }
    },
    /** To be asked once all rows are read. */
    warned(row: ImportRow, result: RowResult): RowResult {
      far ??= farYears(rowsByYear);
      const year = yearIn(timeOf(row));
      if (year === undefined || !far.has(year) || result.result === 'refused') return result;
      const warning = `${timeOf(row)} lies far from all other rows; is the year right?`;
      return { ...result, warning };
    },
  };
}
