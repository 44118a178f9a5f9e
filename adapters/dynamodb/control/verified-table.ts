import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { Verified } from '../../../app/queries/ports';
import { controlKeys } from '../../../contract/keys';

/** What a verification of a generation found. */
export type Verification = {
  readonly generation: string;
  readonly verifiedAt: string;
  readonly differences: number;
};

const row = z.object({ generation: z.string(), differences: z.number() });

/** The last verification in the control table. */
export const verifiedTable = (client: DynamoDBClient, controlTable: string): Verified => ({
  async differences(generation) {
    const Key = marshall(controlKeys.verified);
    const { Item } = await client.send(new GetItemCommand({ TableName: controlTable, Key }));
    const found = Item && row.parse(unmarshall(Item));
    return found?.generation === generation ? found.differences : 0;
  },
});

/** Keeps what a verification found in the place of the one before. */
export async function noteVerification(
  client: DynamoDBClient,
  controlTable: string,
  found: Verification,
): Promise<void> {
  await client.send(
    new PutItemCommand({ TableName: controlTable, Item: marshall({ ...controlKeys.verified, ...found }) }),
  );
}
