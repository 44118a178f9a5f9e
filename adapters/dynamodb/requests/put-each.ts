import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  TransactionConflictException,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import type { CommitResult } from '../../../app/project/project-tags';
import { isBusy } from './transact';

export type RowOfTag = { readonly tagId: string; readonly item: TransactWriteItem };

/** Writes rows that are all there is to write of their tags, each by itself: a single conditional put is as
 *  atomic as a transaction and costs half. Tags whose row was not written are `lost`.
 *  Errors: anything that planning again would not cure is thrown, once every row has been tried. */
export async function putEach(client: DynamoDBClient, rows: readonly RowOfTag[]): Promise<CommitResult> {
  const settled = await Promise.allSettled(rows.map((row) => putOne(client, row)));
  const fault = settled.find((one) => one.status === 'rejected');
  if (fault) throw fault.reason;
  const lost = rows.filter((_, i) => {
    const one = settled[i];
    return one?.status === 'fulfilled' && !one.value;
  });
  return lost.length === 0 ? 'committed' : { lost: new Set(lost.map(({ tagId }) => tagId)) };
}

async function putOne(client: DynamoDBClient, { tagId, item: { Put } }: RowOfTag): Promise<boolean> {
  if (Put === undefined) throw new Error(`The row of tag ${tagId} is not put.`);
  try {
    await client.send(new PutItemCommand(Put));
    return true;
  } catch (fault) {
    const passing =
      fault instanceof ConditionalCheckFailedException ||
      fault instanceof TransactionConflictException ||
      isBusy(fault);
    if (!passing) throw fault;
    return false;
  }
}
