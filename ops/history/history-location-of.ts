import { join } from 'node:path';
import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { systemClock } from '../../adapters/system-clock';
import type { HistoryLocation } from '../../wiring/history-location';
import { ledgerOf } from '../audit/ledger-of';
import { awsConfig, type Target } from '../lib/target';

/** Where the history of a target lies. Intermediate files go to the local stack's data, or below the present
 *  folder for a stage in AWS: an attempt that was killed goes on where it is called again. */
export function historyLocationOf(target: Target): HistoryLocation {
  const { stage, tables, timeZone, repeatWindowMs, local } = target;
  return {
    client: createDynamoDbClient(awsConfig(target)),
    tables,
    timeZone,
    repeatWindowMs,
    folder: local ? join(local.dataDir, 'rebuild') : join('.shelflog', 'rebuild', stage),
    ledger: ledgerOf(target),
    clock: systemClock,
  };
}
