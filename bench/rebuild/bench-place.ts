import { join } from 'node:path';
import { CreateTableCommand, DeleteTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { ledgerFolder } from '../../adapters/files/ledger-folder';
import { systemClock } from '../../adapters/system-clock';
import { TABLES, type TableName } from '../../contract/tables';
import { definitionOf } from '../bench-engine';
import { ourTable } from '../meter/table-shape';

const names = Object.keys(TABLES) as TableName[];

export type BenchPlace = ReturnType<typeof benchPlace>;

/** The tables of a library at an endpoint, and its ledger in a folder. */
export function benchPlace(endpoint: string, folder: string) {
  const client = createDynamoDbClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    requestHandler: { requestTimeout: 120_000 },
  });
  const tables = Object.fromEntries(names.map((name) => [name, `bench-${name}`])) as Record<
    TableName,
    string
  >;
  return {
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

/** Without the stream, which nobody here reads. */
export async function createTables(
  client: DynamoDBClient,
  wanted: readonly TableName[] = names,
): Promise<void> {
  for (const name of wanted) {
    await client.send(new CreateTableCommand(definitionOf(ourTable(name, `bench-${name}`))));
  }
}

export async function dropTables(client: DynamoDBClient, wanted: readonly TableName[]): Promise<void> {
  for (const name of wanted) await client.send(new DeleteTableCommand({ TableName: `bench-${name}` }));
}
