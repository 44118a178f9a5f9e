import type { LeftOut, MarcSummary } from '../../app/import/import-marc';
import type { ImportSummary, RowResult } from '../../app/import/import-rows';
import type { Answer } from '../lib/command';
import { EXIT } from '../lib/failure';

/** What a record's book ended as, or, with a tag, one of its copies. */
export type MarcRowResult = RowResult & { readonly record: number; readonly tagId: string | undefined };

/** The text names at most so many lines of each kind; --json has them all. */
const MAX_LISTED = 1_000;

type Told = { readonly leftOut: readonly LeftOut[]; readonly errorsFile: string | undefined };

/** What an import of records tells: books and copies by how they ended, and what of the records was left out. */
export function marcReport(
  { records, books, copies }: MarcSummary,
  results: readonly MarcRowResult[],
  { leftOut, errorsFile }: Told,
): Answer {
  const inOrder = [...results].sort((a, b) => a.record - b.record);
  const refused = books.refused + copies.refused;
  return {
    json: {
      kind: 'marc',
      ...sums(add(books, copies)),
      records,
      books: sums(books),
      copies: sums(copies),
      details: inOrder.filter(({ result }) => result !== 'new').map(detail),
      leftOut,
      warnings: inOrder.flatMap(({ record, warning }) =>
        warning === undefined ? [] : [{ record, warning }],
      ),
    },
    lines: [
      ...listed(inOrder.flatMap(lineOf)),
      ...listed(leftOut.map(({ record, reason }) => `record ${record}, left out: ${reason}`)),
      `${records} records: ${said(books, 'books')}; ${said(copies, 'copies')}; ${leftOut.length} left out.`,
      ...(errorsFile && refused > 0 ? [`What was refused is in ${errorsFile}.`] : []),
    ],
    exitCode: refused > 0 ? EXIT.no : EXIT.done,
  };
}

const sums = ({ rows, new: added, known, refused, noLoan, eventsAdded }: ImportSummary) => ({
  rows,
  new: added,
  known,
  refused,
  noLoan,
  eventsAdded,
});

const add = (a: ImportSummary, b: ImportSummary): ImportSummary => ({
  rows: a.rows + b.rows,
  new: a.new + b.new,
  known: a.known + b.known,
  refused: a.refused + b.refused,
  noLoan: a.noLoan + b.noLoan,
  eventsAdded: a.eventsAdded + b.eventsAdded,
});

const detail = ({ record, tagId, result, reason, line }: MarcRowResult) => ({
  line: record,
  ...(tagId !== undefined && { copy: line, tagId }),
  result,
  reason: inRecords(tagId, reason),
});

/** Other rows are records to a book, and to a copy the copies of the file, counted. */
export const inRecords = (tagId: string | undefined, reason = '') =>
  reason.replaceAll(/\brow (\d+)/g, `${tagId === undefined ? 'record' : 'copy'} $1`);

function lineOf({ record, tagId, result, reason, warning, line }: MarcRowResult): string[] {
  const what = tagId === undefined ? `record ${record}` : `record ${record}, copy ${line} (${tagId})`;
  return [
    ...(result === 'refused' ? [`${what} refused: ${inRecords(tagId, reason)}`] : []),
    ...(warning === undefined ? [] : [`${what}: ${warning}`]),
  ];
}

const said = ({ new: added, known, refused }: ImportSummary, what: string) =>
  `${added} ${what} new, ${known} known, ${refused} refused`;

const listed = (lines: readonly string[]): readonly string[] =>
  lines.length > MAX_LISTED
    ? [...lines.slice(0, MAX_LISTED), `… and ${lines.length - MAX_LISTED} more.`]
    : lines;
