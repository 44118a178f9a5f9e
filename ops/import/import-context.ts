import { generationTable } from '../../adapters/dynamodb/control/generation-table';
import { eventsTable } from '../../adapters/dynamodb/events/events-table';
import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { systemClock } from '../../adapters/system-clock';
import type { ImportContext } from '../../app/import/import-rows';
import type { Rules } from '../../domain/tag/rules';
import { awsConfig, type Target } from '../lib/target';

/** What an import needs to write into the target's Events table. */
export function importContext(target: Target): ImportContext {
  return {
    log: eventsTable(createDynamoDbClient(awsConfig(target)), target.tables.events),
    now: systemClock,
    timeZone: target.timeZone,
    by: 'ops',
  };
}

/** The rules by which what is served was read. */
export async function rulesOf(target: Target): Promise<Rules> {
  const client = createDynamoDbClient(awsConfig(target));
  const { serving } = await generationTable(client, target.tables.control, target).read();
  return serving.rules;
}
