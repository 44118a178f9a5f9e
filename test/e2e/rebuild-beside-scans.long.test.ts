import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { storedGenerations } from '../../adapters/dynamodb/control/generation-table';
import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { controlKeys } from '../../contract/keys';
import { aLocalStack, allItems } from './local-stack';
import { again, neverLess, type SteadyScan, startSteadyScans } from './steady-scans';

const PER_SECOND = 20;
/** Copies that are borrowed once each, one after the other: how many are out can only grow. */
const LENT = Array.from({ length: 400 }, (_, n) => `lent-${n}`);
/** Copies that go out and come back; the same one not within the repeat window. */
const SWINGING = Array.from({ length: 110 }, (_, n) => `swing-${n}`);
const TOTALS: Readonly<Record<string, number>> = {
  lent: LENT.length,
  swing: SWINGING.length,
};

const stockRow = z.object({
  bookId: z.string(),
  name: z.string(),
  total: z.number(),
  available: z.number(),
  onLoan: z.number(),
  status: z.string(),
});
const copy = z.object({ tagId: z.string(), status: z.string() });
const oneCopy = z.object({ status: z.string(), loanCount: z.number(), loans: z.array(z.unknown()) });
const day = z.object({ borrowed: z.number(), closingTotal: z.number(), closingOnLoan: z.number() });
const report = z.object({ differences: z.number(), generation: z.string(), events: z.number() });

const stack = aLocalStack();
beforeAll(async () => {
  await stack.start();
  const csv = (name: string, lines: readonly string[]) => {
    const file = join(stack.folder, name);
    writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  };
  const run = async (...args: string[]) =>
    expect([args, await stack.cli(...args)]).toEqual([args, expect.objectContaining({ code: 0 })]);
  const books = Object.keys(TOTALS).map((bookId) => `${bookId},Name 0,An Author,`);
  await run('import', 'books', csv('books.csv', ['book_id,name,author,isbn', ...books]));
  const tags = [...LENT, ...SWINGING].map((tagId) => `${tagId},${tagId.split('-')[0]},2026-01-02`);
  await run('import', 'tags', csv('tags.csv', ['tag_id,book_id,assigned_at', ...tags]));
  await untilVerified();
});
afterAll(async () => {
  await stack.stop();
  stack.remove();
});

async function get<S extends z.ZodType>(schema: S, path: string): Promise<z.infer<S>> {
  const { status, body } = await stack.api('GET', path);
  if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(body)}`);
  return schema.parse(body);
}

/** What all that was projected by now says; projectors may have something under way still. */
async function untilVerified(): Promise<z.infer<typeof report>> {
  for (let tries = 1; ; tries += 1) {
    const { code, stdout } = await stack.cli('verify', '--json');
    if (code === 0) return report.parse(JSON.parse(stdout));
    if (tries === 3) throw new Error(stdout);
  }
}

/** Of two scans one borrows a copy for good, while there are any, the other lends or takes back one that swings. */
function nth(n: number): SteadyScan {
  const lent = n % 2 === 0 ? LENT[n / 2] : undefined;
  if (lent !== undefined) return { tagId: lent, mode: 'checkout' };
  const round = n < 2 * LENT.length ? Math.floor(n / 2) : n;
  return { tagId: SWINGING[round % SWINGING.length]!, mode: 'toggle' };
}

/** All that is read at every moment, and what must hold of it. */
function watch(sent: readonly SteadyScan[], renamed: () => number) {
  const lentSoFar = () => sent.filter(({ mode }) => mode === 'checkout').length;
  const borrowedToday = neverLess('lent: borrowed');
  const name = neverLess('the name of lent');
  const loansOf = neverLess('swing-0: loans');
  // Each who asks for itself: of questions side by side an earlier one may be answered later.
  const stockOfLent = () => {
    const lentNow = neverLess('lent: on loan');
    return async () => {
      const row = await get(stockRow, '/v1/stock/lent');
      holdsOf(row);
      lentNow(row.onLoan);
      return row;
    };
  };
  const [beforeAndAfter, afterRenaming] = [stockOfLent(), stockOfLent()];
  return [
    // Two readings of Stock, and between them one of Inventory: it can be neither less nor more.
    again(async () => {
      const { onLoan: before } = await beforeAndAfter();
      const copies = z.array(copy).parse(await allItems(stack, '/v1/inventory?bookId=lent'));
      const { onLoan: after } = await beforeAndAfter();
      const atMost = lentSoFar();
      const onLoan = copies.filter(({ status }) => status === 'on-loan').length;
      expect(copies).toHaveLength(LENT.length);
      if (onLoan < before || onLoan > after || after > atMost) {
        throw new Error(`Stock ${before}, Inventory ${onLoan}, Stock ${after}, scanned ${atMost}.`);
      }
    }),
    again(async () => {
      const rows = z.array(stockRow).parse(await allItems(stack, '/v1/stock'));
      expect(rows.map(({ bookId }) => bookId)).toEqual(Object.keys(TOTALS).sort());
      for (const row of rows) holdsOf(row);
    }),
    again(async () => {
      const { status, loanCount, loans } = await get(oneCopy, '/v1/inventory/swing-0');
      expect([loans.length, status]).toEqual([loanCount, expect.stringMatching(/^(available|on-loan)$/)]);
      loansOf(loanCount);
    }),
    again(async () => {
      const from = new Date().toISOString().slice(0, 10);
      const rows = z.array(day).parse(await allItems(stack, `/v1/analytics/daily?from=${from}&bookId=lent`));
      borrowedToday(rows.reduce((all, { borrowed }) => all + borrowed, 0));
      for (const { closingTotal, closingOnLoan } of rows) {
        expect(closingTotal).toBe(LENT.length);
        expect(closingOnLoan).toBeLessThanOrEqual(lentSoFar());
      }
    }),
    // Commands go on too, and what they changed is seen.
    again(async () => {
      const { status } = await stack.api('PATCH', '/v1/books/lent', { name: `Name ${renamed()}` });
      expect(status).toBe(200);
      name(Number((await afterRenaming()).name.replace('Name ', '')));
    }, 200),
  ];
}

function holdsOf({ bookId, total, available, onLoan, status }: z.infer<typeof stockRow>): void {
  const inStock = available > 0 ? 'in-stock' : 'out-of-stock';
  if (total === TOTALS[bookId] && available + onLoan === total && onLoan >= 0 && status === inStock) return;
  throw new Error(`${bookId}: ${available} + ${onLoan} of ${total}, ${status}`);
}

/** Every state of the row that says what is served, in the order in which they were seen. */
function watchGenerations() {
  const { endpoint, region, tables } = stack.info();
  const client = createDynamoDbClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'anyone', secretAccessKey: 'any' },
  });
  const seen: string[] = [];
  const { stop } = again(async () => {
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: tables['control'],
        Key: marshall(controlKeys.generations),
        ConsistentRead: true,
      }),
    );
    const { serving, alsoWritten, building, previous } = storedGenerations.parse(unmarshall(Item!));
    const others = alsoWritten.map(({ id }) => id).join();
    const state = `${serving.id} also ${others || 'none'} building ${building ?? 'none'} before ${previous ?? 'none'}`;
    if (seen.at(-1) !== state) seen.push(state);
  });
  return { seen, stop: () => stop().finally(() => client.destroy()) };
}

describe('rebuild beside 20 scans a second', () => {
  let sent: readonly SteadyScan[] = [];
  let names = 0;

  it('fails no request and shows no wrong count at any moment, and so does the way back', async () => {
    const scans = await startSteadyScans(stack.folder, PER_SECOND, nth);
    sent = scans.sent;
    const generations = watchGenerations();
    const watching = watch(sent, () => {
      names += 1;
      return names;
    });
    await sleep(2_000);

    const began = Date.now();
    const rebuilt = await stack.cli('rebuild', '--json');
    const took = (Date.now() - began) / 1000;
    const back = await stack.cli('rebuild', '--rollback', '--json');
    await sleep(1_000);

    const readings = await Promise.all(watching.map(({ stop }) => stop()));
    const { perSecond } = await scans.stop();
    await generations.stop();
    expect([rebuilt, back]).toEqual([
      expect.objectContaining({ code: 0 }),
      expect.objectContaining({ code: 0 }),
    ]);
    expect(JSON.parse(rebuilt.stdout)).toMatchObject({ generation: { id: 'g2' }, replaced: 'g1' });
    // Each change is one write: nothing between these was ever seen.
    expect(generations.seen).toEqual([
      'g1 also none building none before none',
      'g1 also g2 building g2 before none',
      'g2 also g1 building none before g1',
      'g1 also g2 building none before g2',
    ]);
    expect(perSecond).toBeGreaterThan(PER_SECOND * 0.9);
    for (const times of readings) expect(times).toBeGreaterThan(10);
    process.stdout.write(
      `${sent.length} scans at ${perSecond.toFixed(1)}/s, ${readings.reduce((all, n) => all + n)} readings, a rebuild of ${took.toFixed(1)} s\n`,
    );
  });

  it('then every scan counts, and both generations are what history says', async () => {
    const lent = sent.filter(({ mode }) => mode === 'checkout').length;
    for (let waited = 0; (await get(stockRow, '/v1/stock/lent')).onLoan < lent; waited += 100) {
      if (waited > 200_000) throw new Error('Not every scan counts after 200 s.');
      await sleep(100);
    }
    const recorded = sent.length + LENT.length + SWINGING.length + Object.keys(TOTALS).length + names;
    let first = await untilVerified();
    // A slow machine has scans waiting in the queue for minutes.
    for (const until = Date.now() + 240_000; first.events < recorded && Date.now() < until; ) {
      first = await untilVerified();
    }
    expect(first).toMatchObject({ generation: 'g1', differences: 0, events: recorded });
    expect(await stack.cli('rebuild', '--rollback')).toMatchObject({ code: 0 });
    expect(await untilVerified()).toEqual({ ...first, generation: 'g2' });
    expect(await get(stockRow, '/v1/stock/lent')).toMatchObject({ onLoan: lent });
  });
});
