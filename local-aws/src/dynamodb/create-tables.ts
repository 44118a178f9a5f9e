import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  type KeySchemaElement,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { streamArnOf, type TableModel } from '../model/stack-model';

/** The engine's stream ARN by the stream ARN of the model. */
export type StreamArns = ReadonlyMap<string, string>;

/** Creates the tables that are not there yet, with their indexes, streams and time to live. Never changes or
 *  drops one: a table that is there with other keys or indexes is an Error that names it. */
export async function createTables(
  tables: readonly TableModel[],
  { endpoint, region }: { readonly endpoint: string; readonly region: string },
): Promise<StreamArns> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region, credentials });
  try {
    const streams = await Promise.all(tables.map((table) => streamOf(client, table)));
    return new Map(streams.flat());
  } finally {
    client.destroy();
  }
}

async function streamOf(client: DynamoDBClient, table: TableModel): Promise<[string, string][]> {
  const { LatestStreamArn } = await ensureTable(client, table);
  if (table.ttlAttribute !== undefined) await ensureTimeToLive(client, table.name, table.ttlAttribute);
  if (table.streamViewType === undefined) return [];
  if (LatestStreamArn === undefined) throw new Error(`Table ${table.name} has no stream.`);
  return [[streamArnOf(table.arn), LatestStreamArn]];
}

async function ensureTable(client: DynamoDBClient, table: TableModel): Promise<TableDescription> {
  let description = (await describe(client, table.name)) ?? (await create(client, table));
  while (description?.TableStatus !== 'ACTIVE') {
    await sleep(20);
    description = await describe(client, table.name);
  }
  assertSame(table, description);
  return description;
}

async function create(client: DynamoDBClient, table: TableModel): Promise<TableDescription | undefined> {
  return (await client.send(new CreateTableCommand(toCreateTable(table)))).TableDescription;
}

async function describe(client: DynamoDBClient, name: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function ensureTimeToLive(client: DynamoDBClient, table: string, attribute: string): Promise<void> {
  const { TimeToLiveDescription: ttl } = await client.send(
    new DescribeTimeToLiveCommand({ TableName: table }),
  );
  if (ttl?.AttributeName === attribute) return;
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: table,
      TimeToLiveSpecification: { AttributeName: attribute, Enabled: true },
    }),
  );
}

function toCreateTable(table: TableModel): CreateTableCommandInput {
  const indexes = table.indexes.map((index) => ({
    IndexName: index.name,
    KeySchema: keySchema(index),
    Projection: {
      ProjectionType: index.projection,
      ...(index.nonKeyAttributes.length > 0 && { NonKeyAttributes: [...index.nonKeyAttributes] }),
    },
  }));
  return {
    TableName: table.name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: table.attributes.map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    KeySchema: keySchema(table),
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
    ...(table.streamViewType && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: table.streamViewType },
    }),
  };
}

function keySchema({ hashKey, rangeKey }: { hashKey: string; rangeKey?: string }): KeySchemaElement[] {
  return [
    { AttributeName: hashKey, KeyType: 'HASH' },
    ...(rangeKey === undefined ? [] : [{ AttributeName: rangeKey, KeyType: 'RANGE' as const }]),
  ];
}

function assertSame(table: TableModel, description: TableDescription): void {
  const keys = (schema: KeySchemaElement[] = []) => schema.map((one) => one.AttributeName).join('+');
  const shape = (key: string, indexes: string[]) => [key, ...indexes.sort()].join(' ');
  const wanted = shape(
    keys(keySchema(table)),
    table.indexes.map((index) => `${index.name}:${keys(keySchema(index))}`),
  );
  const found = shape(
    keys(description.KeySchema),
    (description.GlobalSecondaryIndexes ?? []).map((index) => `${index.IndexName}:${keys(index.KeySchema)}`),
  );
  if (wanted !== found) {
    throw new Error(
      `The data directory holds table ${table.name} with the keys ${found}, the stack wants ${wanted}. Start with another --data-dir.`,
    );
  }
}
