import { aCommand } from '../lib/command';
import { WrongUse } from '../lib/failure';
import { flag, oneOf, optionalArgument, requiredOption } from '../lib/input';
import { createProgress, type Progress } from '../lib/progress';
import type { RestoreFrom } from '../restore/restore-into';

/** Fills the Events table from the ledger, or from an export that DynamoDB wrote. What was recorded keeps its
 *  times; what is there already stays. */
export const command = aCommand({
  words: 'restore',
  summary: 'refill an empty Events table, keeping every recorded time; safe to repeat',
  input: {
    place: optionalArgument('a copy of the ledger, or an export: a folder or s3://bucket/prefix'),
    from: requiredOption('<source>', 'ledger or export', oneOf(['ledger', 'export'])),
    keepOthers: flag('into a table that has events besides, too'),
  },
  run: async ({ target, terminal, signal }, { place, from, keepOthers }) => {
    const { restoreInto }: typeof import('../restore/restore-into') = require('../restore/restore-into');
    const source = sourceNamed(from, place);
    const shown = new Map<string, Progress>();
    const onProgress = (step: 'comparing' | 'inserting', events: number) => {
      const label = step === 'comparing' ? 'Comparing' : 'Restoring';
      const progress =
        shown.get(step) ?? createProgress(terminal, { label, unit: 'events', total: undefined });
      shown.set(step, progress);
      progress.advance(events);
    };
    try {
      const options = { keepOthers, signal, onProgress };
      const report = await restoreInto(await target(), source, options);
      const { events, inserted, present } = report;
      return {
        json: report,
        lines: [
          `${events} events in the ${from}: ${inserted} restored, ${present} were there. Next: \`shelflog rebuild\`, then \`shelflog verify\`.`,
        ],
      };
    } finally {
      for (const progress of shown.values()) progress.stop();
    }
  },
});

function sourceNamed(from: 'ledger' | 'export', place: string | undefined): RestoreFrom {
  if (from === 'ledger') return { from, place };
  if (place !== undefined) return { from, place };
  throw new WrongUse('Name the export: a folder, or s3://bucket/prefix as DynamoDB wrote it.');
}
