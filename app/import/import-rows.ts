import type { EventLog } from '../events/event-log';
import type { Clock } from '../lib/clock';
import type { Zone } from '../lib/zone-rules';

/** One row of a file, its values trimmed. Rows count as a spreadsheet counts them: the header is line 1. */
export type ImportRow = {
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
  /** Why the row cannot be what was meant: it is refused unread. */
  readonly malformed?: string;
};

/** `new`: it brought something; `known`: all of it was there; `refused`: nothing of it was taken; `no-loan`: its
 *  scans were taken, but no loan as it says came of them. */
export const ROW_RESULTS = ['new', 'known', 'refused', 'no-loan'] as const;
export type RowOutcome = (typeof ROW_RESULTS)[number];

/** What a row ended as. `reason` is given for all but new; `warning` asks a person to look at the row. */
export type RowResult = {
  readonly line: number;
  readonly result: RowOutcome;
  readonly reason?: string;
  readonly warning?: string;
};

export type ImportSummary = {
  readonly rows: number;
  readonly new: number;
  readonly known: number;
  readonly refused: number;
  readonly noLoan: number;
  /** Events that were not there before. */
  readonly eventsAdded: number;
};

export const NO_ROWS: ImportSummary = { rows: 0, new: 0, known: 0, refused: 0, noLoan: 0, eventsAdded: 0 };

export type ImportContext = {
  readonly log: EventLog;
  readonly now: Clock;
  readonly timeZone: Zone;
  /** Who answers for the import. */
  readonly by: string;
};

/** Called for every row once it is decided: the refused ones first, then by what they are about. */
export type OnRow = (row: ImportRow, result: RowResult) => void | Promise<void>;

/** The summary with one more row. */
export function tally(summary: ImportSummary, { result }: RowResult): ImportSummary {
  const count = result === 'no-loan' ? 'noLoan' : result;
  return { ...summary, rows: summary.rows + 1, [count]: summary[count] + 1 };
}
