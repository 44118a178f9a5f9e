import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventsTable } from '../../../adapters/dynamodb/events/events-table';
import { lineStore } from '../../../adapters/files/line-store';
import type { EventLog } from '../../../app/events/event-log';
import { importMarc, type LeftOut } from '../../../app/import/import-marc';
import type { RowResult } from '../../../app/import/import-rows';
import { USUAL_COPIES } from '../../../app/import/marc/copy-place';
import { readBook } from '../../../domain/book/book';
import { isBookEvent, isTagEvent } from '../../../domain/events';
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { MARC8, MARC21, UNIMARC_5426 } from './marc/vectors';
import { field, isoRecord } from './marc/write-records';

let db: TestDynamoDb;
let log: EventLog;
let folder: string;
beforeAll(async () => {
  db = await startTestDynamoDb();
  folder = mkdtempSync(join(tmpdir(), 'shelflog-import-marc-'));
});
beforeEach(async () => {
  log = eventsTable(db.client, db.tables.events);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await db.stop();
});

async function* bytesOf(file: Buffer): AsyncGenerator<Uint8Array> {
  yield file;
}

async function run(file: Buffer, signal?: AbortSignal, onResult: () => void = () => undefined) {
  const results: (RowResult & { tagId: string | undefined })[] = [];
  const leftOut: LeftOut[] = [];
  const context = {
    log,
    now: () => '2024-06-01T12:00:00.000Z',
    timeZone: 'Europe/Berlin',
    by: 'ops',
  } as const;
  const summary = await importMarc(() => bytesOf(file), context, {
    store: lineStore(folder, { durable: false }),
    copies: USUAL_COPIES,
    onRow: ({ values }, result) => {
      results.push({ ...result, tagId: values['tag_id'] });
      onResult();
    },
    onLeftOut: (one) => void leftOut.push(one),
    signal,
  });
  return { summary, results, leftOut };
}

const book = (id: string, ...barcodes: string[]) =>
  isoRecord([
    field('001', id),
    field('245', `10$aBook ${id}`),
    ...barcodes.map((one) => field('952', `  $p${one}`)),
  ]);

describe('importing MARC records', () => {
  it('registers a book for each, with its copies, and the same file again adds nothing', async () => {
    const file = Buffer.concat([MARC21, MARC8, UNIMARC_5426]);
    // The last two vectors have one barcode.
    const first = await run(file);
    expect(first.summary).toMatchObject({
      records: 3,
      books: { rows: 3, new: 3, eventsAdded: 3 },
      copies: { rows: 6, new: 4, refused: 2, eventsAdded: 4 },
    });
    const stored = readBook((await log.readStream('book#ocm0001')).filter(isBookEvent));
    expect(stored).toMatchObject({
      name: 'Les misérables : édition abrégée',
      author: 'Académie d’études.',
      isbn: '9782070360024',
    });
    const tag = (await log.readStream('tag#31234000123487')).filter(isTagEvent);
    expect(tag.map(({ type, data, source }) => ({ type, data, source }))).toEqual([
      {
        type: 'TagAssigned',
        data: { tagId: '31234000123487', bookId: 'ocm0001' },
        source: { channel: 'import', by: 'ops' },
      },
    ]);
    const again = await run(file);
    expect(again.summary).toMatchObject({
      books: { known: 3, eventsAdded: 0 },
      copies: { known: 4, refused: 2, eventsAdded: 0 },
    });
  });

  it('refuses records by themselves, their copies with them, and says what was left out', async () => {
    const file = Buffer.concat([
      book('m-1', 'm1'),
      book('m-2', 'm2').subarray(0, 60),
      book('m-3', 'm3', 'two words'),
      isoRecord([field('245', '10$aNo number'), field('952', '  $pm4')]),
      isoRecord([field('001', 'm-5'), field('952', '  $pm5')]),
      isoRecord([field('001', 'm-6')], { leader: 'dam a22' }),
      isoRecord([field('001', 'm-7'), field('245', '10$aSeven'), field('020', '  $a9780141439519')]),
    ]);
    const { summary, results, leftOut } = await run(file);
    expect(summary).toMatchObject({
      records: 7,
      books: { rows: 6, new: 3, refused: 3 },
      copies: { rows: 3, new: 2, refused: 1 },
    });
    const refused = results.filter(({ result }) => result === 'refused');
    expect(refused.map(({ line, tagId, reason }) => [tagId ?? line, reason])).toEqual([
      [2, expect.stringContaining('it is cut off')],
      [4, 'it has no number (001) to know its book by'],
      [5, 'name is empty'],
      ['two words', expect.stringContaining('tag_id must be')],
    ]);
    expect(leftOut).toEqual([
      { record: 6, reason: 'the record is marked as deleted' },
      { record: 7, reason: '“9780141439519” is no ISBN' },
    ]);
    expect(await log.readStream('tag#m5')).toEqual([]);
  });

  it('refuses records that describe one book otherwise, and a barcode that two books have', async () => {
    const file = Buffer.concat([
      book('n-1', 'n1'),
      isoRecord([field('001', 'n-1'), field('245', '10$aAnother')]),
      book('n-2', 'n2'),
      book('n-3', 'n2', 'n3'),
    ]);
    const { summary } = await run(file);
    expect(summary).toMatchObject({ books: { new: 2, refused: 2 }, copies: { rows: 3, new: 1, refused: 2 } });
  });

  it('goes on where it was interrupted, twice, and doubles nothing', async () => {
    const file = Buffer.concat(Array.from({ length: 400 }, (_, i) => book(`r-${i}`, `r${i}a`, `r${i}b`)));
    for (const stopAfter of [150, 700]) {
      const stop = new AbortController();
      let rows = 0;
      const interrupted = run(file, stop.signal, () => {
        rows += 1;
        if (rows === stopAfter) stop.abort(new Error('stopped'));
      });
      await expect(interrupted).rejects.toThrow('stopped');
    }
    const { summary } = await run(file);
    expect(summary.books).toMatchObject({ rows: 400, known: 400, refused: 0 });
    expect(summary.copies.new + summary.copies.known).toBe(800);
    expect(summary.copies.known).toBeGreaterThan(200);
    for (const i of [0, 200, 399]) {
      expect(await log.readStream(`book#r-${i}`)).toHaveLength(1);
      expect(await log.readStream(`tag#r${i}b`)).toHaveLength(1);
    }
    expect((await run(file)).summary).toMatchObject({
      books: { eventsAdded: 0 },
      copies: { eventsAdded: 0 },
    });
  });
});
