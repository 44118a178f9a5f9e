import {
  ConditionalCheckFailedException,
  PutItemCommand,
  type PutItemCommandInput,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { MAX_ATTEMPTS, type Pause } from '../../../app/project/project-tags';
import { isBusy } from '../requests/transact';
import { type ContributionPlace, type ContributionRow, readContributionRow } from './contribution-rows';

export type PutPlace = ContributionPlace & { readonly pause: Pause };

/** Puts a row where none is. Answers the row that is there already: it may be this very one, where the answer to
 *  an earlier attempt was lost. While its place is busy it is tried again; a place is known to be taken, or not.
 *  Errors: throws where it stays busy, and what trying again would not cure. */
export function putWhereNoneIs(row: object, place: PutPlace): Promise<ContributionRow | undefined> {
  return putOrMeet(row, { ConditionExpression: 'attribute_not_exists(pk)' }, place);
}

/** Puts a row in the place of a secondary of that batch, if it is still there. Errors: as above. */
export async function putInsteadOf(batch: string, row: object, place: PutPlace): Promise<void> {
  await putOrMeet(
    row,
    {
      ConditionExpression: '#with.#batch = :batch',
      ExpressionAttributeNames: { '#with': 'with', '#batch': 'batch' },
      ExpressionAttributeValues: marshall({ ':batch': batch }),
    },
    place,
  );
}

type Condition = Pick<
  PutItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

async function putOrMeet(row: object, condition: Condition, { client, analyticsTable, pause }: PutPlace) {
  const put = new PutItemCommand({
    TableName: analyticsTable,
    Item: marshall(row, { removeUndefinedValues: true }),
    ...condition,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.send(put);
      return undefined;
    } catch (fault) {
      if (fault instanceof ConditionalCheckFailedException && fault.Item) {
        return readContributionRow(unmarshall(fault.Item));
      }
      const isPassing = fault instanceof TransactionConflictException || isBusy(fault);
      if (!isPassing || attempt >= MAX_ATTEMPTS) throw fault;
    }
    await pause(attempt);
  }
}
