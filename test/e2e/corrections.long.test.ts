import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { aLocalStack, allItems, exportedFiles, rowsOf } from './local-stack';

const DAY_MS = 24 * 3_600_000;
const today = new Date().toISOString().slice(0, 10);
/** A day of last month, and so many days after it. */
const day = (after = 0) =>
  new Date(Date.parse(`${today}T00:00:00Z`) + (after - 31) * DAY_MS).toISOString().slice(0, 10);
const at = (time: string, after = 0) => `${day(after)}T${time}.000Z`;

const stack = aLocalStack();
const timelineOf = z.object({
  entries: z.array(
    z.looseObject({
      eventId: z.string(),
      type: z.string(),
      effectiveAt: z.string(),
      recordedAt: z.string(),
      scanId: z.string().optional(),
      outcome: z.string().optional(),
      marks: z.string().optional(),
      statusAfter: z.string(),
    }),
  ),
});
const dryRunOf = z.object({
  changes: z.number(),
  drift: z.array(z.object({ table: z.string(), row: z.string(), events: z.array(z.looseObject({})) })),
});

beforeAll(async () => {
  await stack.start();
  const csv = (name: string, lines: readonly string[]) => {
    const file = join(stack.folder, name);
    writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  };
  await run(
    'import',
    'books',
    csv('books.csv', ['book_id,name,author,isbn', 'b-1,Emma,Austen,', 'b-2,Ida,Anon,']),
  );
  const tags = ['t-1,b-1', 't-2,b-1', 't-3,b-2', 't-4,b-2'].map((row) => `${row},${day(-9)}`);
  await run('import', 'tags', csv('tags.csv', ['tag_id,book_id,assigned_at', ...tags]));
  const loans = [`t-1,${at('09:00:00')},${at('17:00:00', 3)}`, `t-2,${at('10:00:00')},`];
  await run('import', 'loans', csv('loans.csv', ['tag_id,borrowed_at,returned_at', ...loans]));
  await untilServed('/v1/inventory/t-2', { status: 'on-loan' });
  await run('verify');
});
afterAll(async () => {
  await stack.stop();
  stack.remove();
});

async function run(...args: string[]): Promise<string> {
  const answer = await stack.cli(...args);
  expect([args, answer]).toEqual([args, expect.objectContaining({ code: 0 })]);
  return answer.stdout;
}

async function untilServed(path: string, expected: object): Promise<void> {
  for (let waited = 0; ; waited += 100) {
    const { body } = await stack.api('GET', path);
    if (waited > 20_000) expect(body).toMatchObject(expected);
    try {
      expect(body).toMatchObject(expected);
      return;
    } catch {
      await sleep(100);
    }
  }
}

/** Of the days before the first event was recorded there are files only when asked for. */
async function exportAll(): Promise<void> {
  await run('export');
  await run('export', '--from', day(-9), '--to', day(30));
}

const figures = (path: string) => allItems(stack, `/v1/analytics/daily?from=${day()}&to=${day(1)}${path}`);

describe('a scan of last month that was a mistake', () => {
  let scanId = '';
  let before: Map<string, string>;

  it('is voided, and the copy that was meant is lent at the desk, as of then', async () => {
    await exportAll();
    before = await exportedFiles(stack);
    expect(rowsOf(before.get(`loans/dt=${day()}/loans.csv`)!)).toHaveLength(2);
    const { entries } = timelineOf.parse((await stack.api('GET', '/v1/inventory/t-2/timeline')).body);
    scanId = entries.find(({ outcome }) => outcome === 'borrowed')?.scanId ?? '';
    const reason = { reason: 'the other copy' };
    expect(await stack.api('POST', `/v1/tags/t-2/scans/${scanId}/void`, reason)).toMatchObject({
      status: 201,
    });
    const lent = { mode: 'checkout', scannedAt: at('10:00:00') };
    expect(await stack.api('POST', '/v1/tags/t-3/scans', lent)).toMatchObject({ status: 201 });
    await untilServed('/v1/inventory/t-2', { status: 'available', loanCount: 0, loans: [] });
    await untilServed('/v1/inventory/t-3', { status: 'on-loan', borrowedAt: at('10:00:00') });
  });

  it('leaves stock and the figures of that day right', async () => {
    await untilServed('/v1/stock/b-1', { total: 2, available: 2, onLoan: 0 });
    await untilServed('/v1/stock/b-2', { total: 2, available: 1, onLoan: 1 });
    expect(await run('verify')).toContain('no difference');
    const closing = { closingTotal: 2, closingOnLoan: 1, closingAvailable: 1 };
    expect(await figures('')).toEqual([
      expect.objectContaining({ date: day(), bookId: 'b-1', borrowed: 1, returned: 0, ...closing }),
      expect.objectContaining({ date: day(), bookId: 'b-2', borrowed: 1, returned: 0, ...closing }),
    ]);
  });

  it("has that day's files written again, those since, and none before", async () => {
    await exportAll();
    const after = await exportedFiles(stack);
    const file = (name: string, date = day()) => after.get(`${name}/dt=${date}/${name}.csv`) ?? '';
    const loans = rowsOf(file('loans')).map((row) => row.split(','));
    expect(loans.map(([, tagId, , , , borrowedAt]) => [tagId, borrowedAt])).toEqual([
      ['t-1', at('09:00:00')],
      ['t-3', at('10:00:00')],
    ]);
    expect(rowsOf(file('analytics'))).toEqual([
      `${day()},b-1,Emma,Austen,1,0,0,0,2,1,1`,
      `${day()},b-2,Ida,Anon,1,0,0,0,2,1,1`,
    ]);
    const stockOn = (date: string) =>
      rowsOf(file('stock', date)).map((row) => row.split(',').slice(-4, -1).map(Number));
    // Both were out at the end of that day; the one that came back on the fourth day is in since.
    expect(stockOn(day())).toEqual([
      [2, 1, 1],
      [2, 1, 1],
    ]);
    expect(stockOn(day(3))).toEqual([
      [2, 2, 0],
      [2, 1, 1],
    ]);
    expect(stockOn(today)).toEqual(stockOn(day(3)));
    const earlier = [...before].filter(([key]) => (/dt=(\S+?)\//.exec(key)?.[1] ?? today) < day());
    expect(earlier.length).toBeGreaterThan(0);
    for (const [key, text] of earlier) expect([key, after.get(key)]).toEqual([key, text]);
  });

  it('stands in the timeline beside its void, each with both its times', async () => {
    const { entries } = timelineOf.parse(
      JSON.parse(await run('--json', 'audit', 'timeline', '--tag', 't-2')),
    );
    const [, scan, voided] = entries;
    expect([scan, voided]).toEqual([
      expect.objectContaining({
        scanId,
        outcome: 'voided',
        marks: 'VOIDED LATE',
        effectiveAt: at('10:00:00'),
        statusAfter: 'available',
      }),
      expect.objectContaining({ eventId: `void#${scanId}`, type: 'ScanVoided', statusAfter: 'available' }),
    ]);
    expect(scan!.recordedAt < voided!.recordedAt).toBe(true);
    const api = timelineOf.parse((await stack.api('GET', '/v1/inventory/t-2/timeline')).body);
    expect(api.entries).toEqual(entries.map(({ marks: _, ...entry }) => expect.objectContaining(entry)));

    const known = encodeURIComponent(scan!.recordedAt);
    const earlier = await stack.api('GET', `/v1/inventory/t-2/timeline?knownAt=${known}`);
    expect(earlier.body).toMatchObject({ state: { status: 'on-loan' } });
    const book = await stack.api('GET', `/v1/books/b-1/timeline?asOf=${encodeURIComponent(at('12:00:00'))}`);
    expect(timelineOf.parse(book.body).entries.map(({ outcome }) => outcome)).toEqual([
      undefined,
      undefined,
      'borrowed',
      'voided',
    ]);
  });
});

describe('another repeat window', () => {
  beforeAll(async () => {
    for (const time of ['09:00:00', '09:00:40']) {
      const scan = { mode: 'toggle', scannedAt: at(time, 5) };
      expect(await stack.api('POST', '/v1/tags/t-4/scans', scan)).toMatchObject({ status: 201 });
    }
    await untilServed('/v1/inventory/t-4', { status: 'available', loanCount: 1 });
    await run('verify');
  });

  it('is tried first: every row that would change, with the scan that causes it, and nothing written', async () => {
    const dryRun = ['rebuild', '--dry-run', '--repeat-window', '60'];
    const { changes, drift } = dryRunOf.parse(JSON.parse(await run(...dryRun, '--json')));
    expect(changes).toBe(drift.length);
    expect(drift.map(({ row }) => row).sort()).toEqual(
      [
        `${day(5)} all books`,
        `${day(5)} book b-2`,
        'book b-2 counts',
        'book b-2 running totals',
        'tag t-4 contributions',
        'tag t-4 loan#000001',
        'tag t-4 tag',
      ].sort(),
    );
    for (const { events } of drift) {
      expect(events).toEqual([
        expect.objectContaining({
          effectiveAt: at('09:00:40', 5),
          servedOutcome: 'returned',
          outcome: 'repeat',
        }),
      ]);
    }
    const text = await run(...dryRun);
    expect(text).toContain('The repeat window is 60 s, after 10 s.');
    expect(text).toMatch(/returned -> repeat/);
    await untilServed('/v1/inventory/t-4', { status: 'available' });
    expect(await run('verify')).toContain('no difference');
  });

  it('holds once history was read by it, and no longer after the way back', async () => {
    expect(await stack.cli('rebuild', '--rollback')).toMatchObject({ code: 1 });
    expect(await run('rebuild', '--repeat-window', '60')).toContain('The repeat window is 60 s, after 10 s.');
    await untilServed('/v1/inventory/t-4', { status: 'on-loan' });
    await untilServed('/v1/stock/b-2', { onLoan: 2 });
    expect(await run('verify')).toContain('no difference');
    // What the stage is set to is what a rebuild without a word of it would read by.
    expect(dryRunOf.parse(JSON.parse(await run('rebuild', '--dry-run', '--json'))).changes).toBe(7);

    await run('rebuild', '--rollback');
    await untilServed('/v1/inventory/t-4', { status: 'available' });
    await untilServed('/v1/stock/b-2', { onLoan: 1 });
    expect(await run('verify')).toContain('no difference');
  });
});
