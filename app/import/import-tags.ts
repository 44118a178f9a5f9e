import { isTagEvent } from '../../domain/events';
import { tagStream } from '../../domain/ids';
import { decideAssignments } from './decide-assignments';
import { farYearWarnings } from './far-year-warnings';
import { importGroups } from './import-groups';
import type { ImportContext, ImportRow, ImportSummary, RowResult } from './import-rows';
import type { ImportRun } from './import-run';
import { knownBooks } from './known-books';
import { readTagRow, type TagRow } from './tag-row';

/** Assigns each row's tag to its book as of assigned_at, or as of now where that is empty. The same assignment
 *  again adds nothing; nor does one without a time for a tag that is that book's copy already. */
export function importTags(
  rows: AsyncIterable<ImportRow>,
  context: ImportContext,
  { onRow, ...run }: ImportRun,
): Promise<ImportSummary> {
  const { log, timeZone, by } = context;
  const books = knownBooks(log);
  const years = farYearWarnings(({ values }) => values['assigned_at'] ?? '');
  return importGroups(years.counted(rows), context, {
    ...run,
    onRow: (row, result) => onRow(row, years.warned(row, result)),
    keyOf: ({ values }) => values['tag_id'] ?? '',
    prepare: (wave) => books.load(wave.map(({ values }) => values['book_id'] ?? '')),
    decide: async ({ key, rows: group }, recordedAt, attempt) => {
      const read = group.map((row) => bookChecked(readTagRow(row, timeZone, recordedAt), books.isRegistered));
      const good = read.filter((row): row is TagRow => !('problem' in row));
      const refused = read.flatMap((row): RowResult[] =>
        'problem' in row ? [{ line: row.line, result: 'refused', reason: row.problem }] : [],
      );
      if (good.length === 0) return { events: [], results: refused };
      const recording = { by, recordedAt };
      // A tag's first assignment can be inserted once only: most tags of a file are new, and need no reading.
      const guess = attempt === 1 ? decideAssignments(good, [], recording) : undefined;
      const decided =
        guess?.events.length === 1
          ? guess
          : decideAssignments(good, (await log.readStream(tagStream(key))).filter(isTagEvent), recording);
      return { events: decided.events, results: [...refused, ...decided.results] };
    },
  });
}

type ReadRow = ReturnType<typeof readTagRow>;

function bookChecked(row: ReadRow, isRegistered: (bookId: string) => boolean): ReadRow {
  if ('problem' in row || isRegistered(row.bookId)) return row;
  return { line: row.line, problem: `book ${row.bookId} is not registered; import books first` };
}
