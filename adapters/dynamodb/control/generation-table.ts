import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import {
  type Generation,
  type GenerationStore,
  type Generations,
  storedGeneration,
} from '../../../app/history/generations';
import { zoneRulesHere } from '../../../app/lib/zone-rules';
import { controlKeys } from '../../../contract/keys';
import { currentRules } from '../../../domain/tag/rules';
import { systemClock } from '../../system-clock';

/** The row as it is stored. */
export const storedGenerations = z.object({
  serving: storedGeneration,
  alsoWritten: z.array(storedGeneration),
  building: z.string().exactOptional(),
  previous: z.string().exactOptional(),
  servedSince: z.iso.datetime().exactOptional(),
}) satisfies z.ZodType<Generations>;

type Settings = { readonly repeatWindowMs: number; readonly timeZone: string };

/** The generations as the control table holds them. The very first is made from the settings; later
 *  settings change nothing until a rebuild has read history by them. */
export function generationTable(
  client: DynamoDBClient,
  controlTable: string,
  settings: Settings,
): GenerationStore {
  const makeFirst = async (): Promise<Generations> => {
    const first = firstOf(settings);
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
      return (await readStored(client, controlTable)) ?? first;
    }
  };

  return { read: async () => (await readStored(client, controlTable)) ?? makeFirst() };
}

/** The generation that is served, as it is stored; undefined where none is yet. */
export async function storedServing(
  client: DynamoDBClient,
  controlTable: string,
): Promise<Generation | undefined> {
  return (await readStored(client, controlTable))?.serving;
}

/** The same for who may not write: where none is stored, the one that the settings would make. */
export async function readGenerations(
  client: DynamoDBClient,
  controlTable: string,
  settings: Settings,
): Promise<Generations> {
  return (await readStored(client, controlTable)) ?? firstOf(settings);
}

const firstOf = ({ repeatWindowMs, timeZone }: Settings): Generations => ({
  serving: {
    id: 'g1',
    rules: currentRules(repeatWindowMs),
    timeZone,
    zoneRules: zoneRulesHere(timeZone, systemClock()),
    listsDays: true,
  },
  alsoWritten: [],
});

async function readStored(client: DynamoDBClient, TableName: string): Promise<Generations | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName, Key: marshall(controlKeys.generations), ConsistentRead: true }),
  );
  return Item && storedGenerations.parse(unmarshall(Item));
}
