import { eventsTable } from '../../adapters/dynamodb/events/events-table';
import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import type { EventName } from '../../app/audit/event-name';
import type { Proof } from '../../app/audit/proof';
import { proveEvent } from '../../app/audit/prove-event';
import { awsConfig, type Target } from '../lib/target';
import { ledgerOf } from './ledger-of';

/** The proof that an event was sealed in a target's ledger, or why there is none. */
export async function proveIn(
  target: Target,
  name: EventName,
): Promise<{ readonly proof: Proof } | { readonly why: string }> {
  const { streamId, eventId } = name;
  const log = eventsTable(createDynamoDbClient(awsConfig(target)), target.tables.events);
  const stored = streamId === undefined ? undefined : await log.read(streamId, eventId);
  const proof = await proveEvent(ledgerOf(target), name, stored?.recordedAt.slice(0, 10));
  if (proof !== undefined) return { proof };
  const why = stored
    ? `It was recorded ${stored.recordedAt}, and its day is not sealed yet: \`shelflog audit seal\`.`
    : 'It is not in the Events table either.';
  return { why };
}
