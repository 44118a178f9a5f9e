import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { Generation, GenerationStore, Generations } from '../../app/generations';
import { controlKeys } from '../../contract/keys';

const generation = z.object({
  id: z.string(),
  rules: z.object({ repeatWindowMs: z.number() }),
  timeZone: z.string(),
}) satisfies z.ZodType<Generation>;

/** The row as it is stored. */
export const storedGenerations = z.object({
  serving: generation,
  alsoWritten: z.array(generation),
  building: z.string().exactOptional(),
  previous: z.string().exactOptional(),
}) satisfies z.ZodType<Generations>;

/** The generations as the control table holds them. The very first is made from the settings; later
 *  settings change nothing until a rebuild has read history by them. */
export function generationTable(
  client: DynamoDBClient,
  controlTable: string,
  settings: { readonly repeatWindowMs: number; readonly timeZone: string },
): GenerationStore {
  const readStored = async (): Promise<Generations | undefined> => {
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: controlTable,
        Key: marshall(controlKeys.generations),
        ConsistentRead: true,
      }),
    );
    return Item && storedGenerations.parse(unmarshall(Item));
  };

  const makeFirst = async (): Promise<Generations> => {
    const { repeatWindowMs, timeZone } = settings;
    const first: Generations = {
      serving: { id: 'g1', rules: { repeatWindowMs }, timeZone },
      alsoWritten: [],
    };
    try {
      await client.send(
        new PutItemCommand({
          TableName: controlTable,
          Item: marshall({ ...controlKeys.generations, ...first }),
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
      return first;
    } catch (fault) {
      if (!(fault instanceof ConditionalCheckFailedException)) throw fault;
      return (await readStored()) ?? first;
    }
  };

  return { read: async () => (await readStored()) ?? makeFirst() };
}
