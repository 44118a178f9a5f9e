import { BatchWriteItemCommand, paginateScan, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { rebuildControl } from '../../../adapters/dynamodb/control/rebuild-control';
import { tableHistory } from '../../../adapters/dynamodb/events/table-history';
import { batchWriter } from '../../../adapters/dynamodb/requests/batch-writer';
import type { HistorySource } from '../../../app/history/history-source';
import { libraryCalendar } from '../../../app/lib/library-calendar';
import { LeaseLostError } from '../../../app/rebuild/generation-control';
import { RebuildDiffersError } from '../../../app/rebuild/rebuild';
import { RebuildRunsError } from '../../../app/rebuild/rebuild-work';
import { stockKeys } from '../../../contract/keys';
import type { LibraryEvent } from '../../../domain/events';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { readLibrary } from '../../../projections/reference-fold';
import { aBook, anAssignment, aScan, at } from '../../domain/builders';
import { aHistoryFixture, type HistoryFixture } from '../../support/history-fixture';
import { servedLibrary } from '../project/served-library';

const calendar = libraryCalendar('Europe/Berlin');
let fixture: HistoryFixture;
beforeEach(async () => {
  fixture = await aHistoryFixture();
});
afterEach(() => fixture.close());

const tags = (count: number) => Array.from({ length: count }, (_, i) => `tag-${i}`);
const copies = (count: number): LibraryEvent[] =>
  tags(count).map((tagId, i) => anAssignment(at('08:00'), `book-${i % 5}`, 1, { tagId }));
const serving = async () => (await fixture.generations.read()).serving.id;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Counts over Inventory, book by book, beside the Stock rows, of the generation that is served. */
async function stockAndInventory() {
  const generation = await serving();
  const rows = async (table: string) => {
    const found: Record<string, unknown>[] = [];
    for await (const { Items = [] } of paginateScan(
      { client: fixture.db.client },
      { TableName: table, ConsistentRead: true },
    )) {
      found.push(...Items.map((item) => unmarshall(item)));
    }
    return found.filter(({ pk }) => pk === generation || String(pk).startsWith(`${generation}#tag#`));
  };
  const inventory = (await rows(fixture.db.tables.inventory)).filter(({ sk }) => sk === 'tag');
  const onLoan = inventory.filter(({ status }) => status === 'on-loan').length;
  const stock = await rows(fixture.db.tables.stock);
  const sum = (name: string) => stock.reduce((all, row) => all + Number(row[name] ?? 0), 0);
  return { generation, tags: inventory.length, onLoan, total: sum('total'), onLoanInStock: sum('onLoan') };
}

describe('a rebuild beside scans', () => {
  it('takes in every scan, and no count is wrong at any moment', async () => {
    const events = [...copies(40), aBook(at('08:00'), 'book-1')];
    await fixture.scan(events);
    let running = true;
    const work = (async () => {
      for (let i = 0; running; i += 1) {
        const now = new Date().toISOString();
        const scan = aScan(now, { tagId: `tag-${i % 40}`, readerId: `r${i}`, recordedAt: now });
        await fixture.record([scan]);
        events.push(scan);
        await fixture.project([scan]);
        await pause(15);
      }
    })();
    const seen: Awaited<ReturnType<typeof stockAndInventory>>[] = [];
    const polling = (async () => {
      while (running) {
        const one = await stockAndInventory();
        seen.push(one);
        await pause(5);
      }
    })();
    const before = await serving();
    const { generation } = await fixture.rebuild({ settleMs: 500, patienceMs: 20_000 });
    await pause(300);
    running = false;
    await Promise.all([work, polling]);
    expect(await servedLibrary(fixture.db, generation.id)).toEqual(
      readLibrary(events, DEFAULT_RULES, calendar),
    );
    expect(new Set(seen.map((one) => one.generation))).toEqual(new Set([before, generation.id]));
    // Two tables are not read at one moment: the counts may differ by the scans in between, no more.
    for (const one of seen) {
      expect(one).toMatchObject({ tags: 40, total: 40 });
      expect(Math.abs(one.onLoan - one.onLoanInStock)).toBeLessThanOrEqual(3);
    }
    expect(await stockAndInventory()).toMatchObject({ tags: 40, total: 40 });
    expect((await fixture.verify()).differences).toBe(0);
  });

  it('catches up with what was recorded while it read and no projector has told it of', async () => {
    await fixture.scan(copies(3));
    const now = new Date().toISOString();
    const unseen = aScan(now, { tagId: 'tag-1', recordedAt: now });
    const { generation } = await fixture.rebuild({
      openHistory: async () => {
        const history = tableHistory(fixture.db.client, fixture.db.tables.events, {
          segments: 1,
          expectedEvents: 3,
        });
        return {
          ...history,
          async *read(segment: number) {
            yield* history.read(segment);
            await fixture.scan([unseen]);
          },
        } satisfies HistorySource;
      },
    });
    expect(await servedLibrary(fixture.db, generation.id)).toEqual(
      readLibrary([...copies(3), unseen], DEFAULT_RULES, calendar),
    );
  });

  it('given streams that come in pieces, within a segment and across, then they are read whole', async () => {
    const events = [...copies(6), ...tags(6).map((tagId, i) => aScan(at(`1${i}:00`), { tagId }))];
    await fixture.scan(events);
    const pieces = (ids: number[], slice: (all: LibraryEvent[]) => LibraryEvent[]) =>
      ids.map((i) => {
        const streamId = `tag#tag-${i}`;
        return { streamId, events: slice(events.filter((event) => event.streamId === streamId)) };
      });
    const first = (all: LibraryEvent[]) => all.slice(0, 1);
    const rest = (all: LibraryEvent[]) => all.slice(1);
    const whole = (all: LibraryEvent[]) => all;
    const parts = [
      [...pieces([0, 1], first), ...pieces([2], whole), ...pieces([0], rest)],
      [...pieces([3], whole), ...pieces([1], rest), ...pieces([4, 5], whole)],
    ];
    const { generation } = await fixture.rebuild({
      openHistory: async () => ({
        segments: 2,
        expectedEvents: 12,
        async *read(segment) {
          yield* parts[segment]!;
        },
      }),
    });
    expect(await servedLibrary(fixture.db, generation.id)).toEqual(
      readLibrary(events, DEFAULT_RULES, calendar),
    );
  });

  it.each([25, 50, 100])(
    'given exactly %i streams, as many as fill pages and batches, then none is missed',
    async (count) => {
      await fixture.scan(copies(count));
      const { generation } = await fixture.rebuild();
      const { inventory } = await servedLibrary(fixture.db, generation.id);
      expect(inventory).toHaveLength(count);
    },
  );

  it('given rows left unprocessed, then they are sent again', async () => {
    const { client } = fixture.db;
    const send = client.send.bind(client);
    let held = 0;
    jest.spyOn(client, 'send').mockImplementation((async (command: never) => {
      const asked: unknown = command;
      if (!(asked instanceof BatchWriteItemCommand) || Math.random() < 0.3) return send(command);
      const [[table, requests = []] = ['', []]] = Object.entries(asked.input.RequestItems ?? {});
      const half = Math.ceil(requests.length / 2);
      held += requests.length - half;
      const rest = Object.entries(asked.input.RequestItems ?? {}).filter(([name]) => name !== table);
      await send(new BatchWriteItemCommand({ RequestItems: { [table]: requests.slice(0, half) } }));
      return {
        UnprocessedItems: Object.fromEntries([
          ...rest,
          ...(requests.length > half ? [[table, requests.slice(half)]] : []),
        ]),
      };
    }) as never);
    const writer = batchWriter(client, async () => {});
    const rows = Array.from({ length: 111 }, (_, i) => ({ ...stockKeys.book('gx', `b${i}`), total: i }));
    for (const row of rows) await writer.put(fixture.db.tables.stock, row);
    for (const row of rows) await writer.put(fixture.db.tables.inventory, row);
    await writer.flush();
    jest.restoreAllMocks();
    expect(held).toBeGreaterThan(50);
    for (const table of [fixture.db.tables.stock, fixture.db.tables.inventory]) {
      const { Count } = await client.send(new ScanCommand({ TableName: table }));
      expect(Count).toBe(111);
    }
  });

  it('given a new generation that is wrong, then it does not switch, and the next attempt is another', async () => {
    await fixture.scan(copies(5));
    const before = await serving();
    const wrong = fixture.rebuild({ verify: async () => 3 });
    await expect(wrong).rejects.toThrow(RebuildDiffersError);
    expect(await serving()).toBe(before);
    const { generation, resumed } = await fixture.rebuild();
    expect(resumed).toBe(false);
    expect(await servedLibrary(fixture.db, generation.id)).toEqual(
      readLibrary(copies(5), DEFAULT_RULES, calendar),
    );
    const { alsoWritten } = await fixture.generations.read();
    expect(alsoWritten.map(({ id }) => id)).toEqual([before]);
  });

  it('given another that runs, then a second does not begin', async () => {
    await fixture.scan(copies(2));
    const now = new Date().toISOString();
    await fixture.control.acquire(
      { token: 'other', expiresAt: new Date(Date.now() + 60_000).toISOString() },
      now,
    );
    await expect(fixture.rebuild()).rejects.toThrow(RebuildRunsError);
    await expect(fixture.control.rollBack(now)).resolves.toBeUndefined();
  });

  it('given the lease is lost on the way, then nothing of it is ever served', async () => {
    await fixture.scan(copies(4));
    const before = await serving();
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const thief = rebuildControl(fixture.db.client, fixture.db.tables.control, fixture.generations);
    const lost = fixture.rebuild({
      verify: async () => {
        const id = await thief.acquire({ token: 'thief', expiresAt: later }, later);
        expect(id).toBe('g3');
        return 0;
      },
    });
    await expect(lost).rejects.toThrow(LeaseLostError);
    expect(await serving()).toBe(before);
    await fixture.scan([aScan(at('10:00'), { tagId: 'tag-1' })]);
    await thief.release('thief');
    const { generation } = await fixture.rebuild();
    expect(generation.id).toBe('g4');
    expect((await fixture.generations.read()).alsoWritten.map(({ id }) => id)).toEqual([before]);
    expect((await fixture.verify()).differences).toBe(0);
  });

  it('given a third generation, then the first is retired, and its rows go once nobody can write them', async () => {
    await fixture.scan(copies(4));
    const first = await serving();
    await fixture.rebuild();
    await fixture.rebuild();
    expect((await fixture.control.retired()).map(({ id }) => id)).toEqual([first]);
    expect((await servedLibrary(fixture.db, first)).inventory).toHaveLength(4);
    const aDayLater = () => new Date(Date.now() + 86_400_000).toISOString();
    await fixture.rebuild({}, { clock: aDayLater });
    expect((await servedLibrary(fixture.db, first)).inventory).toEqual([]);
  });
});
