import type { Answer, CommandContext } from '../lib/command';
import { aCommand } from '../lib/command';
import { flag, oneOf, option, wholeNumber } from '../lib/input';

const NOT_SECONDS = 'must be a number of seconds, at least 0';

/** Derives all read models again and switches to them, or shows what that would change, or switches back. */
export const command = aCommand({
  words: 'rebuild',
  summary: 'derive all read models from history while scans continue, compare, then switch',
  input: {
    from: option('<source>', 'where history is read: table or ledger', oneOf(['table', 'ledger']), 'table'),
    dryRun: flag('show what would change, row by row, with the events behind it; write nothing'),
    rollback: flag('serve the generation before this one again'),
    repeatWindow: option('<seconds>', 'by another repeat window than the stage is set to', (z) =>
      z.coerce.number(NOT_SECONDS).min(0, NOT_SECONDS).optional(),
    ),
    timeZone: option('<zone>', 'in another time zone (IANA) than the stage is set to', (z) =>
      z.string().refine(isTimeZone, 'must be a time zone such as Europe/Berlin').optional(),
    ),
    zoneRules: option(
      '<whose>',
      "read the zone's clocks by the rules of what is served, or by those of this Node (here)",
      (zod) => zod.enum(['served', 'here'], 'must be served or here').optional(),
    ),
    limit: option('<count>', 'tell at most so many differing rows one by one', wholeNumber(1), '100'),
  },
  run: async (context: CommandContext, { dryRun, rollback, ...options }): Promise<Answer> => {
    const {
      historyLocationOf,
    }: typeof import('../history/history-location-of') = require('../history/history-location-of');
    const { buildAgain }: typeof import('../history/build-again') = require('../history/build-again');
    const { serveEarlier }: typeof import('../history/roll-back') = require('../history/roll-back');
    const { tryRebuild }: typeof import('../history/try-rebuild') = require('../history/try-rebuild');
    const target = await context.target();
    const location = historyLocationOf(target);
    if (rollback) return serveEarlier(location, context);
    if (dryRun) return tryRebuild(location, options, context);
    return buildAgain(location, { ...options, isLocal: target.local !== undefined }, context);
  },
});

function isTimeZone(zone: string): boolean {
  const {
    libraryCalendar,
  }: typeof import('../../app/lib/library-calendar') = require('../../app/lib/library-calendar');
  try {
    libraryCalendar(zone);
    return true;
  } catch {
    return false;
  }
}
