import { HeadObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { parseString } from 'fast-csv';
import { exportBucket } from '../../../adapters/s3/export-bucket';
import { escapeCell, unescapeCell } from '../../../app/export/escape-cell';
import { type FakeS3, startFakeS3 } from './fake-s3';
import { startTestS3, type TestS3 } from './test-s3';

const COLUMNS = ['book_id', 'book_name'];

const parsed = (csv: string) =>
  new Promise<string[][]>((resolve, reject) => {
    const rows: string[][] = [];
    parseString<string[], string[]>(csv, { headers: false })
      .on('data', (row: string[]) => rows.push(row))
      .on('error', reject)
      .on('end', () => resolve(rows));
  });

async function* manyRows(count: number, onRow: (cells: string[]) => void = () => {}) {
  for (let i = 0; i < count; i += 1) {
    const cells = [`book-${i}`, `A title that is as long as titles are, number ${i} of a long list`];
    onRow(cells);
    yield cells;
  }
}

describe('the bucket of the CSV files', () => {
  let s3: TestS3;
  beforeAll(async () => {
    s3 = await startTestS3();
  });
  afterAll(() => s3.stop());

  it('holds a header and CRLF after every row, quotes what must be, and has no byte order mark', async () => {
    const rows = [
      ['a', 'plain'],
      ['b', 'comma, "quote"'],
      ['c', 'two\r\nlines'],
      ['d', 'Ünï 📚 עברית'],
      ['e', ''],
    ];
    await exportBucket(s3.client, s3.bucket).writeCsv({ key: 'stock/x.csv', columns: COLUMNS, rows });
    expect((await s3.read('stock/x.csv')).toString('utf8')).toBe(
      'book_id,book_name\r\na,plain\r\nb,"comma, ""quote"""\r\nc,"two\r\nlines"\r\nd,Ünï 📚 עברית\r\ne,\r\n',
    );
    const { ContentType } = await s3.client.send(
      new HeadObjectCommand({ Bucket: s3.bucket, Key: 'stock/x.csv' }),
    );
    expect(ContentType).toBe('text/csv; charset=utf-8; header=present');
  });

  it('holds the header of a file without rows', async () => {
    await exportBucket(s3.client, s3.bucket).writeCsv({ key: 'stock/none.csv', columns: COLUMNS, rows: [] });
    expect((await s3.read('stock/none.csv')).toString('utf8')).toBe('book_id,book_name\r\n');
  });

  it('gives back every hostile title, through any reader of CSV', async () => {
    const title = fc.string({
      unit: fc.constantFrom(...'\'"=+-@,;\t\r\n＝ aé📚ש'),
      minLength: 1,
      maxLength: 8,
    });
    const bucket = exportBucket(s3.client, s3.bucket);
    await fc.assert(
      fc.asyncProperty(fc.array(title, { minLength: 1, maxLength: 40 }), async (titles) => {
        const rows = titles.map((text, i) => [`book-${i}`, escapeCell(text)]);
        await bucket.writeCsv({ key: 'stock/hostile.csv', columns: COLUMNS, rows });
        const [header, ...read] = await parsed((await s3.read('stock/hostile.csv')).toString('utf8'));
        expect(header).toEqual(COLUMNS);
        expect(read.map(([, cell]) => unescapeCell(cell ?? ''))).toEqual(titles);
      }),
      { numRuns: 60 },
    );
  });

  it('holds a file of several parts whole', async () => {
    const count = 150_000;
    const lines = ['book_id,book_name\r\n'];
    const rows = manyRows(count, ([id, name]) => lines.push(`${id},"${name}"\r\n`));
    await exportBucket(s3.client, s3.bucket).writeCsv({ key: 'loans/large.csv', columns: COLUMNS, rows });
    const stored = await s3.read('loans/large.csv');
    expect(stored.length).toBeGreaterThan(10 * 1024 * 1024);
    expect(stored.equals(Buffer.from(lines.join('')))).toBe(true);
  });

  it('keeps what was there when the rows fail', async () => {
    const bucket = exportBucket(s3.client, s3.bucket);
    await bucket.writeCsv({ key: 'stock/kept.csv', columns: COLUMNS, rows: [['a', 'b']] });
    async function* failing() {
      yield* manyRows(90_000);
      throw new Error('table gone');
    }
    await expect(
      bucket.writeCsv({ key: 'stock/kept.csv', columns: COLUMNS, rows: failing() }),
    ).rejects.toThrow('stock/kept.csv could not be written to shelflog-test-exports: table gone');
    expect((await s3.read('stock/kept.csv')).toString('utf8')).toBe('book_id,book_name\r\na,b\r\n');
  });

  it('holds a manifest as JSON', async () => {
    await exportBucket(s3.client, s3.bucket).writeJson('manifests/stock.json', { fileLocations: [] });
    expect(JSON.parse((await s3.read('manifests/stock.json')).toString('utf8'))).toEqual({
      fileLocations: [],
    });
  });
});

describe('an upload', () => {
  let s3: FakeS3;
  afterEach(() => s3.stop());

  it('whose rows fail after some parts went out takes them back', async () => {
    s3 = await startFakeS3();
    async function* failing() {
      yield* manyRows(200_000);
      throw new Error('table gone');
    }
    await expect(
      exportBucket(s3.client, 'b').writeCsv({ key: 'loans/k.csv', columns: COLUMNS, rows: failing() }),
    ).rejects.toThrow('table gone');
    expect(s3.seen.operations).toContain('AbortMultipartUpload');
    expect(s3.seen.operations).not.toContain('CompleteMultipartUpload');
  });

  it('that is refused ends, and stops asking for rows', async () => {
    s3 = await startFakeS3({ refuseParts: true });
    let closed = false;
    async function* endless() {
      try {
        yield* manyRows(Number.POSITIVE_INFINITY);
      } finally {
        closed = true;
      }
    }
    await expect(
      exportBucket(s3.client, 'b').writeCsv({ key: 'loans/k.csv', columns: COLUMNS, rows: endless() }),
    ).rejects.toThrow('Access Denied');
    expect(closed).toBe(true);
    expect(s3.seen.operations).not.toContain('CompleteMultipartUpload');
  });
});
