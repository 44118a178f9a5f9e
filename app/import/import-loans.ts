import { isTagEvent } from '../../domain/events';
import { tagStream } from '../../domain/ids';
import type { TagEvent, TagScanned } from '../../domain/tag/events';
import type { Rules } from '../../domain/tag/rules';
import type { Zone } from '../lib/zone-rules';
import { decideLoan, type LoanDecision } from './decide-loan';
import { farYearWarnings } from './far-year-warnings';
import { type GroupDecision, importGroups } from './import-groups';
import type { ImportContext, ImportRow, ImportSummary, RowResult } from './import-rows';
import type { ImportRun } from './import-run';
import { judgeLoan } from './judge-loan';
import { type LoanRow, readLoanRow } from './loan-row';
import type { Recording } from './loan-scans';
import { type PlacedLoan, placeLoans } from './place-loans';
import { storedLoans } from './stored-loans';

export type LoanImportOptions = ImportRun & {
  /** By what rules loans are read from scans. */
  readonly rules: Rules;
  /** Whether a row is right where it differs from the loan that it names: what differs is voided. */
  readonly replace: boolean;
};

/** Turns each past loan into a checkout and a return scan by reader `import`. A row again changes nothing; one that
 *  now has its return adds that; one that says otherwise of a stored loan is refused unless `replace`. Every row
 *  ends as new, known, refused or no-loan. */
export function importLoans(
  rows: AsyncIterable<ImportRow>,
  context: ImportContext,
  options: LoanImportOptions,
): Promise<ImportSummary> {
  const { log, by, timeZone } = context;
  const { rules, replace, onRow, ...run } = options;
  const years = farYearWarnings(({ values }) => values['borrowed_at'] ?? '');
  return importGroups(years.counted(rows), context, {
    ...run,
    onRow: (row, result) => onRow(row, years.warned(row, result)),
    keyOf: ({ values }) => values['tag_id'] ?? '',
    decide: async (group, recordedAt) => {
      const read = group.rows.map((row) => readLoanRow(row, timeZone, recordedAt));
      const good = read.filter((row): row is LoanRow => !('problem' in row));
      const refused = read.flatMap((row): RowResult[] =>
        'problem' in row ? [{ line: row.line, result: 'refused', reason: row.problem }] : [],
      );
      if (good.length === 0) return { events: [], results: refused };
      const history = (await log.readStream(tagStream(group.key))).filter(isTagEvent);
      const decided = decideLoans(good, history, { rules, replace, timeZone, recording: { by, recordedAt } });
      return { events: decided.events, results: [...refused, ...decided.results] };
    },
  });
}

export type LoansQuestion = {
  readonly rules: Rules;
  readonly replace: boolean;
  readonly timeZone: Zone;
  readonly recording: Recording;
};

/** Decides all rows of one tag beside its history. */
export function decideLoans(
  rows: readonly LoanRow[],
  history: readonly TagEvent[],
  { rules, ...question }: LoansQuestion,
): GroupDecision {
  const { loans, results } = placeLoans(rows, question.timeZone);
  const stored = storedLoans(history, rules);
  const decided = loans.map((loan) => ({
    loan,
    decision: decideLoan(loan, { ...question, stored, history }),
  }));
  const events = eventsOf(decided.map(({ decision }) => decision));
  const after = events.length === 0 ? stored : storedLoans([...history, ...events], rules);
  const lineOf = linesByCheckout(decided);
  const ended = decided.map(({ loan, decision }): RowResult => {
    if (decision.kind === 'known')
      return { line: loan.line, result: 'known', reason: 'it is stored already' };
    if (decision.kind === 'refuse') return { line: loan.line, result: 'refused', reason: decision.reason };
    return judgeLoan(loan, decision.checkoutId, after, lineOf);
  });
  return { events, results: [...results, ...ended] };
}

/** Two rows may take the same scan away: it is voided once. */
function eventsOf(decisions: readonly LoanDecision[]): TagEvent[] {
  const events = decisions.flatMap((decision) => (decision.kind === 'take' ? decision.events : []));
  return [...new Map(events.map((event) => [event.eventId, event])).values()];
}

type Decided = { readonly loan: PlacedLoan; readonly decision: LoanDecision };

function linesByCheckout(decided: readonly Decided[]): (scan: TagScanned) => number | undefined {
  const lines = new Map<string, number>();
  for (const { loan, decision } of decided) {
    if (decision.kind !== 'take') continue;
    lines.set(decision.checkoutId, loan.line);
    for (const { eventId, type } of decision.events) if (type === 'TagScanned') lines.set(eventId, loan.line);
  }
  return ({ eventId }) => lines.get(eventId);
}
