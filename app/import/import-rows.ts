import type { EventLog } from '../events/event-log';
import { chunksOf } from '../lib/chunks-of';
import type { Clock } from '../lib/clock';

/** One row of a file, its values trimmed. Rows count as a spreadsheet counts them: the header is row 1. */
export type ImportRow<Column extends string> = {
  readonly row: number;
  readonly values: Readonly<Record<Column, string>>;
  /** Why the row cannot be what was meant: it is refused unread. */
  readonly malformed?: string;
};

/** What became of a row. `problem`: it was not taken, and why. `warning`: it was, but look at it. */
export type RowResult = {
  readonly row: number;
  readonly added: number;
  readonly problem?: string;
  readonly warning?: string;
};

export type ImportSummary = {
  readonly rows: number;
  /** Events that were not there before. */
  readonly eventsAdded: number;
  readonly rowsAdded: number;
  readonly rowsUnchanged: number;
  readonly rowsRefused: number;
};

export type ImportContext = {
  readonly log: EventLog;
  readonly now: Clock;
  readonly timeZone: string;
  /** Who answers for the import. */
  readonly by: string;
};

/** Called for every row, in the order of the file. */
export type OnRow<Column extends string> = (
  row: ImportRow<Column>,
  result: RowResult,
) => void | Promise<void>;

const CHUNK_ROWS = 200;

/** Takes rows a chunk at a time, so that memory does not grow with the file. Rows with the same key go one
 *  after the other, others side by side. Between chunks it stops if told to; what is in stays in. */
export async function importRows<Column extends string>(
  rows: AsyncIterable<ImportRow<Column>>,
  importWave: (wave: readonly ImportRow<Column>[]) => Promise<readonly RowResult[]>,
  options: {
    readonly keyOf: (row: ImportRow<Column>) => string;
    readonly onRow: OnRow<Column>;
    readonly signal?: AbortSignal;
  },
): Promise<ImportSummary> {
  let summary: ImportSummary = { rows: 0, eventsAdded: 0, rowsAdded: 0, rowsUnchanged: 0, rowsRefused: 0 };
  for await (const chunk of chunksOf(rows, CHUNK_ROWS)) {
    options.signal?.throwIfAborted();
    const results = new Map<number, RowResult>();
    const readable = chunk.filter(({ malformed }) => malformed === undefined);
    for (const wave of wavesOf(readable, options.keyOf)) {
      for (const result of await importWave(wave)) results.set(result.row, result);
    }
    for (const row of chunk) {
      const result = row.malformed
        ? { row: row.row, added: 0, problem: row.malformed }
        : results.get(row.row);
      if (result === undefined) throw new Error(`Row ${row.row} was left without a result.`);
      summary = tally(summary, result);
      await options.onRow(row, result);
    }
  }
  return summary;
}

function tally(summary: ImportSummary, { added, problem }: RowResult): ImportSummary {
  const refused = problem !== undefined;
  return {
    rows: summary.rows + 1,
    eventsAdded: summary.eventsAdded + added,
    rowsAdded: summary.rowsAdded + (!refused && added > 0 ? 1 : 0),
    rowsUnchanged: summary.rowsUnchanged + (!refused && added === 0 ? 1 : 0),
    rowsRefused: summary.rowsRefused + (refused ? 1 : 0),
  };
}

/** The n-th wave holds each key's n-th row. */
function wavesOf<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const seen = new Map<string, number>();
  const waves: T[][] = [];
  for (const item of items) {
    const key = keyOf(item);
    const n = seen.get(key) ?? 0;
    seen.set(key, n + 1);
    const wave = waves[n] ?? [];
    waves[n] = wave;
    wave.push(item);
  }
  return waves;
}
