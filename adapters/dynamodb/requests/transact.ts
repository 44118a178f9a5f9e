import {
  type DynamoDBClient,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException,
  TransactionCanceledException,
  TransactionInProgressException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { CommitResult } from '../../../app/project/project-tags';

const LOST = 'ConditionalCheckFailed';

/** What passes when the same is tried again. The SDK does not retry a cancelled transaction. */
const PASSING = new Set(['None', 'TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/** Writes the items all or none. The first items are the tags' own rows, in the order of the tags, and alone
 *  have conditions: where one fails, its tag has lost.
 *  Errors: anything that trying again would not cure is thrown. */
export async function transact(
  client: DynamoDBClient,
  items: readonly TransactWriteItem[],
  tagIds: readonly string[],
): Promise<CommitResult> {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: [...items] }));
    return 'committed';
  } catch (fault) {
    if (isBusy(fault)) return 'conflict';
    if (!(fault instanceof TransactionCanceledException)) throw fault;
    const codes = (fault.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None');
    const known = codes.length > 0 && codes.every((code) => code === LOST || PASSING.has(code));
    if (!known) throw new Error(`The transaction was cancelled: ${codes.join(', ')}.`, { cause: fault });
    const lost = new Set(tagIds.filter((_, i) => codes[i] === LOST));
    return lost.size > 0 ? { lost } : 'conflict';
  }
}

/** What passes when the same is tried again in a moment. */
export const isBusy = (fault: unknown) =>
  fault instanceof TransactionInProgressException ||
  fault instanceof ThrottlingException ||
  fault instanceof ProvisionedThroughputExceededException ||
  fault instanceof RequestLimitExceeded;
