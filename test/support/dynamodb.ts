import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import type { TableName } from '../../contract/tables';
import { createTables } from '../../local-aws/src/dynamodb/create-tables';
import { startEngine } from '../../local-aws/src/dynamodb/start-engine';
import { enginesHere } from '../../local-aws/test/support/engines';
import { engineOfEnvironment } from '../../stack/environment';
import { contractTable, TABLE_NAMES } from './contract-tables';

export type TestDynamoDb = {
  readonly client: DynamoDBClient;
  readonly endpoint: string;
  readonly tables: Readonly<Record<TableName, string>>;
  stop(): Promise<void>;
};

const REGION = 'eu-central-1';

/** The engines for what must hold on each: the one that SHELFLOG_DYNAMODB chooses, else all that can run here. */
export function availableEngines(): readonly string[] {
  const { choice } = engineOfEnvironment();
  return choice ? [choice] : enginesHere();
}

/** A fresh engine in memory on a free port with the five tables, all empty. SHELFLOG_DYNAMODB chooses it. */
export async function startTestDynamoDb(engine?: string): Promise<TestDynamoDb> {
  const chosen = engine === undefined ? engineOfEnvironment() : { choice: engine };
  if (chosen.choice?.includes('://'))
    throw new Error('Tests start an engine of their own: name one, no URL.');
  const directory = await mkdtemp(join(tmpdir(), 'shelflog-dynamodb-'));
  const { endpoint, stop } = await startEngine({ directory, inMemory: true, ...chosen });
  const client = createDynamoDbClient({
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const end = async () => {
    client.destroy();
    await stop();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await createTables(TABLE_NAMES.map(testTable), { endpoint, region: REGION });
    return { client, endpoint, tables: TEST_TABLES, stop: end };
  } catch (error) {
    await end();
    throw error;
  }
}

const TEST_TABLES = {
  events: 'shelflog-test-events',
  inventory: 'shelflog-test-inventory',
  stock: 'shelflog-test-stock',
  analytics: 'shelflog-test-analytics',
  control: 'shelflog-test-control',
};

/** Tests write at fixed times, long past: no engine may let their items go. */
function testTable(table: TableName) {
  const { ttlAttribute: _, ...lasting } = contractTable(table, TEST_TABLES[table]);
  return lasting;
}
