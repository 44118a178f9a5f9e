import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { createDynamoDbClient } from '../adapters/dynamodb/requests/dynamodb-client';
import { systemClock } from '../adapters/system-clock';
import type { VerifyReport } from '../app/history/drift';
import { zoneDifference as differenceHere, zoneOf } from '../app/lib/zone-rules';
import { readSettings } from '../contract/settings';
import { servedGeneration } from '../wiring/generations';
import { noteVerified } from '../wiring/note-verified';
import { PATIENCE_MS, verifyTables } from '../wiring/verify-tables';
import { functionMetrics } from './lib/function-metrics';
import { inTime, triesOf } from './lib/in-time';
import { withFaultsLogged } from './lib/with-faults-logged';

/** What saying so takes, once the time is over. */
const RESERVE_MS = 30_000;
/** So many differing rows are told one by one. */
const MAX_REPORTED = 100;

const settings = readSettings('verify-history', process.env);
const logger = new Logger({ serviceName: 'verify-history' });
const metrics = functionMetrics('verify-history');
const library = {
  client: createDynamoDbClient(triesOf('verify-history')),
  tables: settings.tables,
  folder: join(tmpdir(), 'verify-history'),
  clock: systemClock,
  timeZone: settings.timeZone,
  repeatWindowMs: settings.repeatWindowMs,
};

/** Compares everything that is served with what history says, and writes nothing of it. Rows that differ are logged,
 *  counted, and noted for the summary. A history that takes longer than an invocation may, or more disk, is counted
 *  too, as unfinished: trying again would not help. Any other fault is thrown: Lambda tries twice more, then parks
 *  the event. */
export const handler = inTime(
  'verify-history',
  withFaultsLogged(
    logger,
    async (_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> => {
      const serving = await servedGeneration(library);
      const zoneDifference = differenceHere(zoneOf(serving));
      if (zoneDifference !== undefined) {
        logger.warn('Zone rules differ from those of what is served', { zoneDifference });
      }
      const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS));
      let events = 0;
      try {
        const report = await verifyTables(library, serving, {
          patienceMs: PATIENCE_MS,
          limit: MAX_REPORTED,
          pause: (ms) => sleep(ms, undefined, { signal }),
          onEvents: (more) => {
            events += more;
          },
          signal,
        });
        reportDifferences(serving.id, report);
        const { differences } = report;
        await noteVerified(library, { generation: serving.id, verifiedAt: systemClock(), differences });
      } catch (fault) {
        const why = signal.aborted ? 'no time left' : isDiskFull(fault) ? 'no disk left' : undefined;
        if (why === undefined) throw fault;
        logger.error('Not everything could be verified. Run shelflog verify, which has no such limit', {
          why,
          events,
        });
        metrics.count('Unfinished');
      }
    },
  ),
);

function reportDifferences(
  generation: string,
  { differences, drift, events, rows, late }: VerifyReport,
): void {
  for (const one of drift) logger.error('A row differs from history', { drift: one });
  const found = { generation, events, rows, differences, late };
  if (differences === 0) logger.info('Everything that is served is what history says', found);
  else logger.error('What is served is not what history says. shelflog rebuild derives it again', found);
  metrics.count('RowsDiffer', differences);
}

const isDiskFull = (fault: unknown) => fault instanceof Error && 'code' in fault && fault.code === 'ENOSPC';
