import { join } from 'node:path';
import { DeleteTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { ledgerFolder } from '../../adapters/files/ledger-folder';
import { systemClock } from '../../adapters/system-clock';
import { TABLES, type TableName } from '../../contract/tables';
import { createTables } from '../../local-aws/src/dynamodb/create-tables';
import { ourTable, tableModelOf } from '../meter/table-shape';

const REGION = 'eu-central-1';
const names = Object.keys(TABLES) as TableName[];

export type BenchLibrary = ReturnType<typeof benchLibrary>;

/** The tables of a library at an endpoint, and its ledger in a folder. */
export function benchLibrary(endpoint: string, folder: string) {
  const client = createDynamoDbClient({
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    requestHandler: { requestTimeout: 120_000 },
  });
  const tables = Object.fromEntries(names.map((name) => [name, `bench-${name}`])) as Record<
    TableName,
    string
  >;
  return {
    endpoint,
    client,
    tables,
    folder: join(folder, 'work'),
    ledgerFolder: join(folder, 'ledger'),
    ledger: ledgerFolder(join(folder, 'ledger')),
    timeZone: 'Europe/Berlin',
    repeatWindowMs: 10_000,
    clock: systemClock,
  };
}

export const createBenchTables = ({ endpoint }: BenchLibrary, wanted: readonly TableName[] = names) =>
  createTables(
    wanted.map((name) => tableModelOf(ourTable(name, `bench-${name}`))),
    { endpoint, region: REGION },
  );

export async function dropTables(client: DynamoDBClient, wanted: readonly TableName[]): Promise<void> {
  for (const name of wanted) await client.send(new DeleteTableCommand({ TableName: `bench-${name}` }));
}
