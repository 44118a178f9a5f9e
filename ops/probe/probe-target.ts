import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { forbiddenEventChanges } from '../../adapters/probe/forbidden-event-changes';
import { forbiddenObjectChanges } from '../../adapters/probe/forbidden-object-changes';
import { permittedReads } from '../../adapters/probe/permitted-reads';
import { createS3Client } from '../../adapters/s3/s3-client';
import { type Probed, probe } from '../../app/probe/probe';
import { messageOf, WorkFailed } from '../lib/failure';
import { awsConfig, type Target } from '../lib/target';

/** Tries every call on a target that must be refused. Errors: WorkFailed where what may be read cannot be. */
export async function probeTarget(target: Target, signal: AbortSignal): Promise<readonly Probed[]> {
  const dynamodb = createDynamoDbClient(awsConfig(target));
  const s3 = createS3Client(awsConfig(target));
  const eventsTable = target.tables.events;
  try {
    await permittedReads({ dynamodb, s3 }, { eventsTable, quarantineBucket: target.buckets.quarantine });
  } catch (error) {
    throw new WorkFailed(
      `What an operator may read could not be read, so that a refusal would prove nothing. Take the role of operators (docs/operations.md) and try again. (${messageOf(error)})`,
    );
  }
  return probe(
    [
      ...forbiddenEventChanges(dynamodb, {
        table: eventsTable,
        arn: `arn:aws:dynamodb:${target.region}:${target.accountId}:table/${eventsTable}`,
      }),
      ...forbiddenObjectChanges(s3, target.buckets.quarantine),
    ],
    signal,
  );
}
