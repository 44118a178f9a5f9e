import type { ImportSummary, RowResult } from '../../app/import/import-rows';
import type { ZoneDifference } from '../../app/lib/zone-rules';
import type { Answer } from '../lib/command';
import { EXIT } from '../lib/failure';

/** The text names at most so many rows; --json and --errors have them all. */
const MAX_LISTED = 1_000;

type Told = {
  readonly errorsFile: string | undefined;
  readonly zoneDifference: ZoneDifference | undefined;
};

/** What an import tells: each row that is not new, and the sums. */
export function importReport(
  kind: string,
  summary: ImportSummary,
  results: readonly RowResult[],
  { errorsFile, zoneDifference }: Told,
): Answer {
  const inOrder = [...results].sort((a, b) => a.line - b.line);
  const details = inOrder.filter(({ result }) => result !== 'new');
  const { rows, known, refused, noLoan, eventsAdded } = summary;
  return {
    json: {
      kind,
      rows,
      new: summary.new,
      known,
      refused,
      noLoan,
      eventsAdded,
      ...(zoneDifference !== undefined && { zoneDifference }),
      details: details.map(({ line, result, reason }) => ({ line, result, reason })),
      warnings: inOrder.flatMap(({ line, warning }) => (warning === undefined ? [] : [{ line, warning }])),
    },
    lines: [
      ...listed(inOrder),
      `${rows} rows of ${kind}: ${summary.new} new (${eventsAdded} events), ${known} known, ${refused} refused${noLoan > 0 ? `, ${noLoan} taken as scans but no loan` : ''}.`,
      ...(errorsFile && refused > 0 ? [`The refused rows are in ${errorsFile}.`] : []),
    ],
    exitCode: refused > 0 ? EXIT.no : EXIT.done,
  };
}

function listed(results: readonly RowResult[]): string[] {
  const lines = results.flatMap(({ line, result, reason, warning }) => [
    ...(result === 'refused' ? [`row ${line} refused: ${reason}`] : []),
    ...(result === 'no-loan' ? [`row ${line} taken, but no loan: ${reason}`] : []),
    ...(warning === undefined ? [] : [`row ${line}: ${warning}`]),
  ]);
  const more = lines.length - MAX_LISTED;
  return more > 0 ? [...lines.slice(0, MAX_LISTED), `… and ${more} more.`] : lines;
}
