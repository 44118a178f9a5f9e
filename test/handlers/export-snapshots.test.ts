import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { libraryCalendar } from '../../app/lib/library-calendar';
import { controlKeys, stockKeys } from '../../contract/keys';
import { startTestS3, type TestS3 } from '../adapters/s3/test-s3';
import { startTestDynamoDb, type TestDynamoDb } from '../support/dynamodb';

const ZONE = 'Pacific/Auckland';

describe('the function export-snapshots', () => {
  let db: TestDynamoDb;
  let s3: TestS3;
  const environment = { ...process.env };
  beforeAll(async () => {
    db = await startTestDynamoDb();
    s3 = await startTestS3();
    Object.assign(process.env, {
      STAGE: 'test',
      LIBRARY_TIME_ZONE: ZONE,
      REPEAT_WINDOW_SECONDS: '10',
      EXPORTS_FROM: 'first-event',
      EVENTS_TABLE: db.tables.events,
      INVENTORY_TABLE: db.tables.inventory,
      STOCK_TABLE: db.tables.stock,
      ANALYTICS_TABLE: db.tables.analytics,
      CONTROL_TABLE: db.tables.control,
      EXPORTS_BUCKET: s3.bucket,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'S3RVER',
      AWS_SECRET_ACCESS_KEY: 'S3RVER',
      AWS_ENDPOINT_URL_DYNAMODB: db.endpoint,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      POWERTOOLS_LOG_LEVEL: 'SILENT',
    });
  });
  afterAll(async () => {
    process.env = environment;
    await s3.stop();
    await db.stop();
  });
  /** The module reads its environment as it loads. */
  const invoke = () =>
    jest
      .requireActual<typeof import('../../handlers/export-snapshots')>('../../handlers/export-snapshots')
      .handler({});
  const put = (table: string, row: Record<string, unknown>) =>
    db.client.send(new PutItemCommand({ TableName: table, Item: marshall(row) }));
  const today = () => libraryCalendar(ZONE)(new Date().toISOString()).date;

  it("writes the files of the library's present day, and the manifests", async () => {
    const registeredAt = '2026-03-02T09:15:02.114Z';
    const book = { name: 'Emma', author: 'Jane Austen', isbn: '', registeredAt, detailsRevision: 0 };
    await put(db.tables.stock, { ...stockKeys.book('g1', 'book-a'), ...book, search: 'emma' });
    const before = today();
    await put(db.tables.control, {
      ...controlKeys.exportState,
      firstDay: before,
      lastDay: before,
      newestDay: before,
    });
    await invoke();
    const keys = await s3.keys();
    expect(keys).toEqual(
      expect.arrayContaining([
        `analytics/dt=${before}/analytics.csv`,
        `hours/dt=${before}/hours.csv`,
        `loans/dt=${before}/loans.csv`,
        'manifests/analytics.json',
        'manifests/hours.json',
        'manifests/loans.json',
        'manifests/stock.json',
        `stock/dt=${before}/stock.csv`,
      ]),
    );
    expect((await s3.read(`stock/dt=${before}/stock.csv`)).toString('utf8')).toBe(
      'snapshot_date,book_id,book_name,author,isbn,total_copies,available,on_loan,status\r\n' +
        `${before},book-a,Emma,Jane Austen,,0,0,0,out-of-stock\r\n`,
    );
  });

  it('fails when a file cannot be written, so that it is invoked again', async () => {
    await s3.stop();
    await expect(invoke()).rejects.toThrow('could not be written');
  });
});
