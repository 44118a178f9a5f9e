import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { readGenerations } from '../adapters/dynamodb/control/generation-table';
import { noteVerification } from '../adapters/dynamodb/control/verified-table';
import { verifyTables } from '../adapters/dynamodb/generations/verify-tables';
import { createDynamoDbClient } from '../adapters/dynamodb/requests/dynamodb-client';
import { systemClock } from '../adapters/system-clock';
import type { VerifyReport } from '../app/history/drift';
import { readEnv } from '../contract/env';
import { withFaultsLogged } from './lib/with-faults-logged';

/** What saying so takes, once the time is over. */
const RESERVE_MS = 30_000;
/** How long a row may differ while scans come before it counts as wrong. */
const PATIENCE_MS = 30_000;
/** So many differing rows are told one by one. */
const TOLD = 100;

const env = readEnv('verify-history', process.env);
const logger = new Logger({ serviceName: 'verify-history' });
const metrics = new Metrics({ namespace: 'Shelflog', serviceName: 'verify-history' });
const client = createDynamoDbClient();
const place = {
  client,
  tables: {
    events: env.EVENTS_TABLE,
    inventory: env.INVENTORY_TABLE,
    stock: env.STOCK_TABLE,
    analytics: env.ANALYTICS_TABLE,
  },
  folder: join(tmpdir(), 'verify-history'),
  clock: systemClock,
};
const count = (name: 'RowsDiffer' | 'Unfinished', amount: number) => {
  metrics.addMetric(name, MetricUnit.Count, amount);
  metrics.publishStoredMetrics();
};

/** Compares everything that is served with what history says, and writes nothing of it. Rows that differ are logged,
 *  counted, and noted for the summary. A history that takes longer than an invocation may, or more disk, is counted too, as unfinished: trying
 *  again would not help. Any other fault is thrown: Lambda tries twice more, then parks the event. */
export const handler = withFaultsLogged(
  logger,
  async (_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> => {
    const { serving } = await readGenerations(client, env.CONTROL_TABLE, {
      repeatWindowMs: Number(env.REPEAT_WINDOW_SECONDS) * 1000,
      timeZone: env.LIBRARY_TIME_ZONE,
    });
    const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS));
    let events = 0;
    try {
      const report = await verifyTables(place, serving, {
        patienceMs: PATIENCE_MS,
        limit: TOLD,
        pause: (ms) => sleep(ms, undefined, { signal }),
        onEvents: (more) => {
          events += more;
        },
        signal,
      });
      tell(serving.id, report);
      const { differences } = report;
      const verifiedAt = systemClock();
      await noteVerification(client, env.CONTROL_TABLE, { generation: serving.id, verifiedAt, differences });
    } catch (fault) {
      const why = signal.aborted ? 'no time left' : isDiskFull(fault) ? 'no disk left' : undefined;
      if (why === undefined) throw fault;
      logger.error('Not everything could be verified. Run shelflog verify, which has no such limit', {
        why,
        events,
      });
      count('Unfinished', 1);
    }
  },
);

function tell(generation: string, { differences, drift, events, rows }: VerifyReport): void {
  for (const one of drift) logger.error('A row differs from history', { drift: one });
  const found = { generation, events, rows, differences };
  if (differences === 0) logger.info('Everything that is served is what history says', found);
  else logger.error('What is served is not what history says. shelflog rebuild derives it again', found);
  count('RowsDiffer', differences);
}

const isDiskFull = (fault: unknown) => fault instanceof Error && 'code' in fault && fault.code === 'ENOSPC';
