import { generationTable } from '../../adapters/dynamodb/control/generation-table';
import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { systemClock } from '../../adapters/system-clock';
import type { ImportContext } from '../../app/import/import-rows';
import { type ZoneDifference, zoneDifference, zoneOf } from '../../app/lib/zone-rules';
import type { ZoneRulesChoice } from '../../app/rebuild/choose-zone-rules';
import type { Rules } from '../../domain/tag/rules';
import { eventLog } from '../../wiring/event-log';
import { awsConfig, type Target } from '../lib/target';

type ImportPlace = {
  /** What an import needs to write into the target's Events table. */
  readonly context: ImportContext;
  /** The rules by which what is served was read. */
  readonly rules: Rules;
  /** Where this Node reads the library's zone otherwise than what is served was read. */
  readonly zoneDifference: ZoneDifference | undefined;
};

/** Where an import goes. Times without an offset are read by the zone rules of what is served, or by this Node's. */
export async function importPlace(target: Target, zoneRules: ZoneRulesChoice): Promise<ImportPlace> {
  const client = createDynamoDbClient(awsConfig(target));
  const { serving } = await generationTable(client, target.tables.control, target).read();
  const served = serving.timeZone === target.timeZone ? zoneOf(serving) : target.timeZone;
  return {
    context: {
      log: eventLog({ client, tables: target.tables }),
      now: systemClock,
      timeZone: zoneRules === 'served' ? served : target.timeZone,
      by: 'ops',
    },
    rules: serving.rules,
    zoneDifference: zoneDifference(served),
  };
}
