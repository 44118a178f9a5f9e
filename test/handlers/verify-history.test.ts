import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import {
  DeleteTableCommand,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { verifiedTable } from '../../adapters/dynamodb/control/verified-table';
import { analyticsKeys, controlKeys, inventoryKeys, stockKeys } from '../../contract/keys';
import { METRIC_NAMESPACE } from '../../contract/metrics';
import type { TableName } from '../../contract/tables';
import { aBook, anAssignment, aScan, at } from '../domain/builders';
import { aHistoryFixture, type HistoryFixture } from '../support/history-fixture';

const EVENTS = [
  aBook(at('08:00'), 'b'),
  anAssignment(at('08:00'), 'b', 1, { tagId: 't1' }),
  anAssignment(at('08:00'), 'b', 1, { tagId: 't2' }),
  aScan(at('09:00'), { tagId: 't1', scanId: 'out' }),
  aScan(at('12:00'), { tagId: 't1', scanId: 'in' }),
  aScan(at('15:00'), { tagId: 't2', scanId: 'out2' }),
];
const FIFTEEN_MINUTES = 15 * 60_000;
const entry = z.looseObject({ message: z.string().optional(), service: z.string().optional() });

describe('the function verify-history', () => {
  let fixture: HistoryFixture;
  let temporary: string;
  const environment = { ...process.env };
  beforeAll(async () => {
    fixture = await aHistoryFixture();
    temporary = mkdtempSync(join(os.tmpdir(), 'shelflog-verify-'));
    // Not by TMPDIR: a test's environment is a copy, which node:os does not read.
    jest.spyOn(os, 'tmpdir').mockReturnValue(temporary);
    Object.assign(process.env, {
      STAGE: 'test',
      LIBRARY_TIME_ZONE: fixture.location.timeZone,
      REPEAT_WINDOW_SECONDS: '10',
      EVENTS_TABLE: fixture.db.tables.events,
      INVENTORY_TABLE: fixture.db.tables.inventory,
      STOCK_TABLE: fixture.db.tables.stock,
      ANALYTICS_TABLE: fixture.db.tables.analytics,
      CONTROL_TABLE: fixture.db.tables.control,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_DYNAMODB: fixture.db.endpoint,
    });
  });
  afterAll(async () => {
    process.env = environment;
    jest.restoreAllMocks();
    await fixture.close();
    rmSync(temporary, { recursive: true, force: true });
  });

  /** What it logged and counted. The module reads its environment as it loads. */
  const invoke = async (remainingMs = FIFTEEN_MINUTES) => {
    const { handler } = jest.requireActual<typeof import('../../handlers/verify-history')>(
      '../../handlers/verify-history',
    );
    const lines: string[] = [];
    // Powertools writes past the console.
    const write = jest
      .spyOn(process.stdout, 'write')
      .mockImplementation((line) => lines.push(String(line)) > 0);
    const errors = jest
      .spyOn(process.stderr, 'write')
      .mockImplementation((line) => lines.push(String(line)) > 0);
    try {
      await handler({ scheduledAt: at('04:30') }, { getRemainingTimeInMillis: () => remainingMs });
    } finally {
      write.mockRestore();
      errors.mockRestore();
    }
    const entries = lines.map((line) => entry.parse(JSON.parse(line)));
    return {
      logged: entries.filter(({ message }) => message !== undefined),
      counted: entries.filter((one) => '_aws' in one),
    };
  };
  const counted = (figures: object) => [expect.objectContaining({ service: 'verify-history', ...figures })];
  const stored = async (table: TableName) =>
    (await fixture.db.client.send(new ScanCommand({ TableName: fixture.db.tables[table] }))).Items ?? [];
  const add = (table: TableName, { pk, sk }: { pk: string; sk: string }, figure: string, amount: number) =>
    fixture.db.client.send(
      new UpdateItemCommand({
        TableName: fixture.db.tables[table],
        Key: marshall({ pk, sk }),
        UpdateExpression: 'ADD #f :a',
        ExpressionAttributeNames: { '#f': figure },
        ExpressionAttributeValues: marshall({ ':a': amount }),
      }),
    );

  it('counts no difference in a library without any history, and writes nothing there but what it found', async () => {
    const { counted: counts } = await invoke();
    expect(counts).toEqual(counted({ RowsDiffer: 0 }));
    for (const table of ['events', 'inventory', 'stock', 'analytics'] as const) {
      expect(await stored(table)).toEqual([]);
    }
    expect((await stored('control')).map((row) => unmarshall(row))).toEqual([
      { ...controlKeys.verified, generation: 'g1', verifiedAt: expect.any(String), differences: 0 },
    ]);
  });

  it('counts no difference where the rows say what history says, under the name that the alarm asks for', async () => {
    await fixture.scan(EVENTS);
    const { logged, counted: counts } = await invoke();
    expect(counts).toEqual(counted({ RowsDiffer: 0 }));
    expect(counts[0]).toMatchObject({
      _aws: {
        CloudWatchMetrics: [
          {
            Namespace: METRIC_NAMESPACE,
            Dimensions: [['service']],
            Metrics: [{ Name: 'RowsDiffer', Unit: 'Count' }],
          },
        ],
      },
    });
    expect(logged).toEqual([
      expect.objectContaining({ level: 'INFO', generation: 'g1', events: EVENTS.length, differences: 0 }),
    ]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('counts the rows that drifted, and logs each with the events behind it', async () => {
    const { tables, client } = fixture.db;
    const at1 = inventoryKeys.tag('g1', 't1');
    const key = { TableName: tables.inventory, Key: marshall({ pk: at1.pk, sk: at1.sk }) };
    const { Item } = await client.send(new GetItemCommand(key));
    const right = unmarshall(Item!);
    const put = (row: object) =>
      client.send(
        new PutItemCommand({
          TableName: tables.inventory,
          Item: marshall(row, { removeUndefinedValues: true }),
        }),
      );
    await put({ ...right, status: 'on-loan' });
    await add('stock', stockKeys.book('g1', 'b'), 'onLoan', 1);
    await add('analytics', analyticsKeys.running('g1', 'b'), 'total', -1);
    const before = await Promise.all((['inventory', 'stock', 'analytics'] as const).map(stored));

    const { logged, counted: counts } = await invoke();

    expect(counts).toEqual(counted({ RowsDiffer: 3 }));
    const rows = logged.flatMap(({ drift }) => (drift === undefined ? [] : [drift]));
    expect(rows).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          row: 'tag t1 tag',
          expected: { status: 'available' },
          stored: { status: 'on-loan' },
        }),
        expect.objectContaining({ row: 'book b counts', expected: { total: 2, onLoan: 1 } }),
        expect.objectContaining({ row: 'book b running totals' }),
      ]),
    );
    expect(JSON.stringify(rows)).toContain('scan#out2');
    expect(logged.at(-1)).toMatchObject({ level: 'ERROR', differences: 3 });
    const verified = verifiedTable(client, tables.control);
    expect([await verified.differences('g1'), await verified.differences('g2')]).toEqual([3, 0]);
    expect(await Promise.all((['inventory', 'stock', 'analytics'] as const).map(stored))).toEqual(before);
    await put(right);
    await add('stock', stockKeys.book('g1', 'b'), 'onLoan', -1);
    await add('analytics', analyticsKeys.running('g1', 'b'), 'total', 1);
  });

  it('when its time ends before the work, then it says and counts that, and does not fail', async () => {
    const { logged, counted: counts } = await invoke(30_000);
    expect(counts).toEqual(counted({ Unfinished: 1 }));
    expect(logged).toEqual([expect.objectContaining({ level: 'ERROR', why: 'no time left' })]);
  });

  it('removes what a run that was killed has left on the disk', async () => {
    const left = join(temporary, 'verify-history/lines/expected-99');
    mkdirSync(left, { recursive: true });
    writeFileSync(join(left, 'run-000001'), 'tag t0\t{}\n');
    expect((await invoke()).counted).toEqual(counted({ RowsDiffer: 0 }));
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('when the tables cannot be read, then it fails, so that it is invoked again', async () => {
    await fixture.db.client.send(new DeleteTableCommand({ TableName: fixture.db.tables.inventory }));
    await expect(invoke()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
