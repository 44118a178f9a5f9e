import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { libraryCalendar } from '../../app/lib/library-calendar';
import type { LibraryEvent } from '../../domain/events';
import { DEFAULT_RULES } from '../../domain/tag/rules';
import { readLibrary } from '../../projections/reference-fold';
import { aLocalStack, allItems, exportedFiles, rowsOf } from './local-stack';
import { type Scenario, type ScenarioScan, scenario } from './scenario';
import { storedEvents } from './stored-events';

const SEED = Number(process.env['E2E_SEED'] ?? 20_261_122);
const SCANS = Number(process.env['E2E_SCANS'] ?? 600);
const sizes = { scanCount: SCANS, tagCount: Math.ceil(SCANS / 12.5), bookCount: Math.ceil(SCANS / 83) };

const stack = aLocalStack();
let life: Scenario;

beforeAll(async () => {
  await stack.start();
  life = scenario(SEED, Date.now(), sizes);
});
afterAll(async () => {
  await stack.stop();
  stack.remove();
});

describe(`a library's life of ${SCANS} scans through the local stack (E2E_SEED=${SEED})`, () => {
  it('takes in books and copies from CSV files, and again without doubling any', async () => {
    const { books, tags } = life;
    const booksFile = csv('books.csv', 'book_id,name,author,isbn', books, (id) => `${id},"The, ${id}",Anon,`);
    const tagsFile = csv('tags.csv', 'tag_id,book_id,assigned_at', tags, (tag) =>
      [tag.tagId, tag.bookId, tag.assignedAt].join(','),
    );
    for (const [what, file] of [
      ['books', booksFile],
      ['tags', tagsFile],
      ['tags', tagsFile],
    ] as const) {
      expect(await stack.cli('import', what, file)).toMatchObject({ code: 0 });
    }
    await settled(books.length + tags.length);
  });

  it('survives a kill in the middle of the scans, with nothing sent again', async () => {
    const middle = Math.floor(life.sent.length / 2);
    await publish(life.sent.slice(0, middle), 'first');
    await stack.kill();
    await stack.start();
    await publish(life.sent.slice(middle), 'second');
    const expected = life.books.length + life.tags.length + life.scans.length;
    await settled(expected);
    const scanned = (await storedEvents(stack.info())).filter((event) => event.type === 'TagScanned');
    expect(scanned.map(({ data, occurredAt }) => `${data.scanId} ${occurredAt}`).sort()).toEqual(
      life.scans.map(({ message }) => `${message.scanId} ${message.scannedAt}`).sort(),
    );
  }, 600_000);

  it('takes assignments, retirements and voids among them', async () => {
    const before = (await storedEvents(stack.info())).length;
    const [first, second, third] = life.tags;
    const [voided] = life.scans.filter(({ message }) => message.tagId === third?.tagId);
    const commands: [string, object, number][] = [
      ['/v1/tags', { tagId: first?.tagId, bookId: life.books[0] }, 409],
      ['/v1/tags', { tagId: first?.tagId, bookId: life.books[0], replace: true }, 201],
      [`/v1/tags/${second?.tagId}/retire`, { reason: 'lost' }, 201],
      [`/v1/tags/${third?.tagId}/scans/${voided?.message.scanId}/void`, { reason: 'by mistake' }, 201],
      [`/v1/tags/${third?.tagId}/scans`, { mode: 'checkout' }, 201],
    ];
    for (const [path, body, status] of commands) {
      expect([path, (await stack.api('POST', path, body)).status]).toEqual([path, status]);
    }
    await settled(before + 4);
  });

  it('serves what the plain fold of the stored facts says', async () => {
    const library = readLibrary(await storedEvents(stack.info()), DEFAULT_RULES, libraryCalendar('UTC'));
    expect(await allItems(stack, '/v1/inventory')).toEqual(library.inventory);
    expect(await allItems(stack, '/v1/stock')).toEqual(library.stock);
    const from = library.days[0]?.date;
    expect(await allItems(stack, `/v1/analytics/daily?from=${from}`)).toEqual(library.analytics);
    for (const { tagId, loanCount } of library.inventory.slice(0, 40)) {
      const { body } = await stack.api('GET', `/v1/inventory/${tagId}`);
      const loans = library.loans.filter((loan) => loan.tagId === tagId);
      expect(loans).toHaveLength(loanCount);
      expect(body).toMatchObject({ tagId, loans: loans.map(({ tagId: _, ...loan }) => loan) });
    }
  });

  it('writes the CSV files of every day, and changes no byte the second time', async () => {
    const library = readLibrary(await storedEvents(stack.info()), DEFAULT_RULES, libraryCalendar('UTC'));
    const firstDay = library.days[0]?.date ?? '';
    await exportSince(firstDay);
    const first = await exportedFiles(stack);
    const headers = new Set(
      [...first].map(([key, text]) => `${key.split('/')[0]}: ${text.split('\r\n')[0]}`),
    );
    expect([...headers].filter((header) => !header.startsWith('manifests')).sort()).toEqual([
      'analytics: date,book_id,book_name,author,borrowed,returned,copies_added,copies_removed,closing_total,closing_on_loan,closing_available',
      'hours: date,weekday,hour,borrowed,returned',
      'loans: loan_id,tag_id,book_id,book_name,author,borrowed_at,borrowed_date,borrowed_hour,borrowed_weekday,borrowed_reader,returned_at,returned_date,returned_reader,duration_hours,closed_by,open',
      'stock: snapshot_date,book_id,book_name,author,isbn,total_copies,available,on_loan,status',
    ]);
    const loanRows = [...first]
      .filter(([key]) => key.startsWith('loans/'))
      .flatMap(([, text]) => rowsOf(text));
    expect(loanRows).toHaveLength(library.loans.length);
    await exportSince(firstDay);
    expect(digests(await exportedFiles(stack))).toEqual(digests(first));
  });
});

/** Of the days before the first event was recorded there are files only when asked for. */
async function exportSince(from: string): Promise<void> {
  const to = new Date().toISOString().slice(0, 10);
  expect(await stack.cli('export')).toMatchObject({ code: 0 });
  expect(await stack.cli('export', '--from', from, '--to', to)).toMatchObject({ code: 0 });
}

async function publish(scans: readonly ScenarioScan[], name: string) {
  const readers = new Set(scans.map(({ readerId }) => readerId));
  await Promise.all(
    [...readers].map(async (readerId) => {
      const lines = scans
        .filter((scan) => scan.readerId === readerId)
        .map(({ message }) => JSON.stringify(message));
      const file = join(stack.folder, `${name}-${readerId}.jsonl`);
      writeFileSync(file, `${lines.join('\n')}\n`);
      const way = readerId === 'desk-2' ? ['--basic-ingest'] : [];
      const answer = await stack.cli('publish', file, '--reader', readerId, ...way);
      expect({ readerId, ...answer }).toMatchObject({ readerId, code: 0 });
    }),
  );
}

function csv<T>(name: string, header: string, items: readonly T[], row: (item: T) => string): string {
  const file = join(stack.folder, name);
  writeFileSync(file, `${[header, ...items.map(row)].join('\n')}\n`);
  return file;
}

/** Waits until so many events are stored, and gives the projectors a minute to read them all: what they
 *  have not read right by then the test itself shows. */
async function settled(eventCount: number) {
  let patience = 240;
  for (;;) {
    const events = await storedEvents(stack.info());
    if (events.length > eventCount) throw new Error(`${events.length} events; ${eventCount} were sent.`);
    if (events.length === eventCount) {
      patience -= 1;
      if (patience === 0 || (await projected(events))) return;
    }
    await sleep(250);
  }
}

async function projected(events: readonly LibraryEvent[]): Promise<boolean> {
  const library = readLibrary(events, DEFAULT_RULES, libraryCalendar('UTC'));
  const served = await allItems(stack, '/v1/inventory');
  if (JSON.stringify(served) !== JSON.stringify(library.inventory)) return false;
  const from = library.days[0]?.date;
  if (from === undefined) return true;
  const days = await allItems(stack, `/v1/analytics/daily?from=${from}`);
  return JSON.stringify(days) === JSON.stringify(library.analytics);
}

const digests = (files: ReadonlyMap<string, string>) =>
  Object.fromEntries([...files].map(([key, text]) => [key, createHash('sha256').update(text).digest('hex')]));
