import {
  type DynamoDBClient,
  TransactionCanceledException,
  TransactionInProgressException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { CommitResult } from '../../app/project/project-tags';

/** What passes when tried again from what is stored then. The SDK does not retry a cancelled transaction. */
const PASSING = new Set([
  'None',
  'ConditionalCheckFailed',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

/** Writes the items all or none. `lost` where a condition failed or another transaction was at one of the
 *  items. Errors: anything that trying again would not cure is thrown. */
export async function transact(
  client: DynamoDBClient,
  items: readonly TransactWriteItem[],
): Promise<CommitResult> {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: [...items] }));
    return 'committed';
  } catch (fault) {
    if (fault instanceof TransactionInProgressException) return 'lost';
    if (!(fault instanceof TransactionCanceledException)) throw fault;
    const codes = (fault.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None');
    if (codes.length > 0 && codes.every((code) => PASSING.has(code))) return 'lost';
    throw new Error(`The transaction was cancelled: ${codes.join(', ')}.`, { cause: fault });
  }
}
