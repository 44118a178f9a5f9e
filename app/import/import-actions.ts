import { isTagEvent } from '../../domain/events';
import { tagStream } from '../../domain/ids';
import type { Rules } from '../../domain/tag/rules';
import { type ActionRow, readActionRow } from './action-row';
import { decideActions } from './decide-actions';
import { farYearWarnings } from './far-year-warnings';
import { importGroups } from './import-groups';
import type { ImportContext, ImportRow, ImportSummary, RowResult } from './import-rows';
import type { ImportRun } from './import-run';

/** Records each checkout and return as a scan by reader `import`. A row again changes nothing; one of which no loan
 *  came, or that ended none, is kept as a scan and says what it met. */
export function importActions(
  rows: AsyncIterable<ImportRow>,
  context: ImportContext,
  { onRow, rules, ...run }: ImportRun & { readonly rules: Rules },
): Promise<ImportSummary> {
  const { log, by, timeZone } = context;
  const years = farYearWarnings(({ values }) => values['at'] ?? '');
  return importGroups(years.counted(rows), context, {
    ...run,
    onRow: (row, result) => onRow(row, years.warned(row, result)),
    keyOf: ({ values }) => values['tag_id'] ?? '',
    decide: async (group, recordedAt) => {
      const read = group.rows.map((row) => readActionRow(row, timeZone, recordedAt));
      const good = read.filter((row): row is ActionRow => !('problem' in row));
      const refused = read.flatMap((row): RowResult[] =>
        'problem' in row ? [{ line: row.line, result: 'refused', reason: row.problem }] : [],
      );
      if (good.length === 0) return { events: [], results: refused };
      const history = (await log.readStream(tagStream(group.key))).filter(isTagEvent);
      const decided = decideActions(good, history, { rules, recording: { by, recordedAt } });
      return { events: decided.events, results: [...refused, ...decided.results] };
    },
  });
}
