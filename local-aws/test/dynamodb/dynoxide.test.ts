import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { Database } from 'node-sqlite3-wasm';
import { findDynoxide, indexScans } from '../../src/dynamodb/dynoxide';
import { startEngine } from '../../src/dynamodb/start-engine';

const THINGS = [...Array(40).keys()].map((n) => [`p-${n % 9}`, `s-${n}`] as const);

async function withClient<Answer>(endpoint: string, work: (client: DynamoDBClient) => Promise<Answer>) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials });
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

async function fillThings(client: DynamoDBClient) {
  const TableName = 'things';
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  for (const [pk, sk] of THINGS) {
    await client.send(new PutItemCommand({ TableName, Item: { pk: { S: pk }, sk: { S: sk } } }));
  }
}

const here = findDynoxide() === undefined ? describe.skip : describe;
if (findDynoxide() === undefined) process.stderr.write('SKIPPED: dynoxide is not here.\n');

here('dynoxide', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'shelflog-dynoxide-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('finds the last record of a stream by index, from the first start on', async () => {
    const engine = await startEngine({ directory, choice: 'dynoxide' });
    await engine.stop();
    const sqlite = new Database(join(directory, 'dynoxide.db'), { fileMustExist: true });
    sqlite.exec('PRAGMA locking_mode = EXCLUSIVE');
    const plan = sqlite.all(
      "EXPLAIN QUERY PLAN SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = 't'",
    );
    sqlite.close();
    expect(JSON.stringify(plan)).toContain(
      'SEARCH _stream_records USING COVERING INDEX local_aws_stream_sequence',
    );
  });

  it('given its scans are indexed, then a page is read in order, and a table is scanned as before', async () => {
    let engine = await startEngine({ directory, choice: 'dynoxide' });
    await withClient(engine.endpoint, fillThings);
    await engine.stop();
    indexScans(directory);
    indexScans(directory);
    const sqlite = new Database(join(directory, 'dynoxide.db'), { fileMustExist: true });
    sqlite.exec('PRAGMA locking_mode = EXCLUSIVE');
    const plan = sqlite.all('EXPLAIN QUERY PLAN SELECT * FROM "things" ORDER BY hash_prefix, pk, sk LIMIT 3');
    sqlite.close();
    expect(JSON.stringify(plan)).toContain('USING INDEX local_aws_scan_things');
    engine = await startEngine({ directory, choice: 'dynoxide' });
    const found = await withClient(engine.endpoint, async (client) => {
      const keys: (string | undefined)[] = [];
      for (const Segment of [0, 1]) {
        const input = { TableName: 'things', Segment, TotalSegments: 2 };
        for await (const { Items = [] } of paginateScan({ client, pageSize: 7 }, input)) {
          keys.push(...Items.map(({ pk, sk }) => `${pk?.S} ${sk?.S}`));
        }
      }
      return keys.sort();
    });
    expect(found).toEqual(THINGS.map(([pk, sk]) => `${pk} ${sk}`).sort());
    await engine.stop();
  });

  it('given one was left behind on the same data, when it is started, then the old one is ended first', async () => {
    const first = await startEngine({ directory, choice: 'dynoxide' });
    const second = await startEngine({ directory, choice: 'dynoxide' });
    await first.ended;
    expect((await fetch(second.endpoint, { method: 'POST' })).status).toBe(400);
    await second.stop();
  });

  it('given a first start was cut short, then the next one begins anew', async () => {
    await writeFile(join(directory, 'engine.pid'), '1\n');
    await writeFile(join(directory, 'new'), 'half');
    const engine = await startEngine({ directory, choice: 'dynoxide' });
    await engine.stop();
  });

  it('when it cannot start, then the error holds the end of its log', async () => {
    await writeFile(
      join(directory, 'dynoxide.db'),
      'this is no database, however long it may be'.repeat(100),
    );
    await expect(startEngine({ directory, choice: 'dynoxide' })).rejects.toThrow(
      /does not start.*\n.*database/s,
    );
  });
});
