import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { forbiddenEventChanges } from '../../adapters/probe/forbidden-event-changes';
import { forbiddenObjectChanges } from '../../adapters/probe/forbidden-object-changes';
import { permittedReads } from '../../adapters/probe/permitted-reads';
import { createS3Client } from '../../adapters/s3/s3-client';
import { probe as makeCalls, type Probed } from '../../app/probe/probe';
import type { Command } from '../command';
import { EXIT, messageOf, WorkFailed } from '../failure';
import { renderTable } from '../render-table';
import { awsConfig } from '../target';

/** Tries every call that must be refused. Exit 1 if any is allowed; nothing is changed even then. */
export const probe: Command = async ({ target, signal }) => {
  const at = await target();
  const dynamodb = createDynamoDbClient(awsConfig(at));
  const s3 = createS3Client(awsConfig(at));
  const eventsTable = at.tables.events;
  try {
    await permittedReads({ dynamodb, s3 }, { eventsTable, quarantineBucket: at.buckets.quarantine });
  } catch (error) {
    throw new WorkFailed(
      `What an operator may read could not be read, so that a refusal would prove nothing. Take the role of operators (docs/operations.md) and try again. (${messageOf(error)})`,
    );
  }
  const probed = await makeCalls(
    [
      ...forbiddenEventChanges(dynamodb, {
        table: eventsTable,
        arn: `arn:aws:dynamodb:${at.region}:${at.accountId}:table/${eventsTable}`,
      }),
      ...forbiddenObjectChanges(s3, at.buckets.quarantine),
    ],
    signal,
  );
  const allowed = probed.filter(({ answer }) => answer.kind === 'allowed');
  return {
    json: {
      tried: probed.length,
      refused: probed.length - allowed.length,
      allowed: allowed.length,
      calls: probed,
    },
    text: render(probed, allowed.length),
    exitCode: allowed.length > 0 ? EXIT.no : EXIT.done,
  };
};

function render(probed: readonly Probed[], allowedCount: number): string {
  const rows = probed.map(({ call, would, answer }) => [
    answer.kind === 'refused' ? 'refused' : 'ALLOWED',
    call,
    answer.kind === 'refused' ? would : `${would} (met ${answer.met})`,
  ]);
  const verdict =
    allowedCount === 0
      ? 'All of it is refused.'
      : `${allowedCount} of ${probed.length} calls are ALLOWED that must not be. Nothing was changed.`;
  return [renderTable(['', 'call', 'would'], rows), '', verdict].join('\n');
}
