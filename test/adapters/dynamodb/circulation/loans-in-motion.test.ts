import { BatchGetItemCommand, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { circulationTable } from '../../../../adapters/dynamodb/circulation/circulation-table';
import { inventoryReader } from '../../../../adapters/dynamodb/circulation/inventory-reader';
import { loansOfDay } from '../../../../adapters/dynamodb/circulation/loans-of-day';
import { libraryCalendar } from '../../../../app/lib/library-calendar';
import { projectCirculation } from '../../../../app/project/project-circulation';
import type { TagEvent } from '../../../../domain/tag/events';
import { DEFAULT_RULES } from '../../../../domain/tag/rules';
import { anAssignment, aScan, at, aVoid } from '../../../domain/builders';
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb';

const DAY = '2026-03-02';
const calendar = libraryCalendar('UTC');

let db: TestDynamoDb;
beforeAll(async () => {
  db = await startTestDynamoDb();
});
afterAll(() => db.stop());

/** A client that does something before its n-th read. */
function interrupted(client: DynamoDBClient, nth: number, act: () => Promise<void>) {
  let reads = 0;
  const send = async (command: Parameters<DynamoDBClient['send']>[0]) => {
    if (command instanceof QueryCommand || command instanceof BatchGetItemCommand) {
      reads += 1;
      if (reads === nth) await act();
    }
    return client.send(command);
  };
  const other: DynamoDBClient = Object.create(client, { send: { value: send } });
  return { client: other, reads: () => reads };
}

let libraries = 0;
/** A copy with a loan that ended, `moving` on its second, which runs, and one that is out from first to last. */
async function aLibrary() {
  libraries += 1;
  const generation = `g${libraries}`;
  const events: TagEvent[] = [];
  const store = circulationTable({
    client: db.client,
    inventoryTable: db.tables.inventory,
    stockTable: db.tables.stock,
    generation,
    calendar,
  });
  const comes = async (...news: TagEvent[]) => {
    events.push(...news);
    const failures = await projectCirculation(news, {
      store,
      log: { readStream: async (stream) => events.filter(({ streamId }) => streamId === stream) },
      marks: { mark: async () => {} },
      rules: DEFAULT_RULES,
      calendar,
    });
    expect([...failures]).toEqual([]);
  };
  const tagId = 'moving';
  await comes(
    ...[tagId, 'resting'].map((tag) => anAssignment(at('08:00'), 'b', 1, { tagId: tag })),
    aScan(at('09:00'), { tagId: 'resting' }),
    ...['10:00', '11:00', '12:00'].map((time) => aScan(at(time), { tagId, scanId: `at-${time}` })),
  );
  return { generation, comes, tagId };
}

type Library = Awaited<ReturnType<typeof aLibrary>>;
const CHANGES: [string, (library: Library) => Promise<void>][] = [
  ['is returned', ({ comes, tagId }) => comes(aScan(at('13:00'), { tagId }))],
  [
    'is returned and lent again on another day',
    ({ comes, tagId }) => comes(aScan(at('13:00'), { tagId }), aScan(at('09:00', '2026-03-03'), { tagId })),
  ],
  [
    'is returned, and comes back by a void',
    async ({ comes, tagId }) => {
      await comes(aScan(at('13:00'), { tagId, scanId: 'wrong' }));
      await comes(aVoid(at('14:00'), 'wrong', { tagId }));
    },
  ],
];

describe('the loans of a day, while one of them', () => {
  it.each(CHANGES)('%s between any two reads, come each once', async (_, change) => {
    let reads = 0;
    for (let nth = 1; nth <= Math.max(reads, 1); nth += 1) {
      const library = await aLibrary();
      const { generation } = library;
      const { client, reads: readsOf } = interrupted(db.client, nth, () => change(library));
      const loans: string[] = [];
      const day = { client, table: db.tables.inventory, generation, date: DAY, calendar };
      for await (const { tagId, loanNo, borrowedAt } of loansOfDay(day)) {
        if (calendar(borrowedAt).date === DAY) loans.push(`${tagId} ${loanNo}`);
      }
      reads = readsOf();
      expect([nth, loans]).toEqual([nth, ['moving 1', 'moving 2', 'resting 1']]);
    }
    expect(reads).toBeGreaterThanOrEqual(5);
  });

  it('is returned while its tag is read page by page, then it is told with its return', async () => {
    const library = await aLibrary();
    const { client } = interrupted(db.client, 2, () => library.comes(aScan(at('13:00'), library)));
    const onePageARow: DynamoDBClient = Object.create(client, {
      send: {
        value: (command: QueryCommand) => {
          command.input.Limit = 1;
          return client.send(command);
        },
      },
    });
    const reader = inventoryReader(onePageARow, db.tables.inventory, library.generation);
    const found = await reader.tagWithLoans(library.tagId);
    expect(found?.loans.map(({ loanNo, returnedAt }) => [loanNo, returnedAt])).toEqual([
      [1, at('11:00')],
      [2, at('13:00')],
    ]);
  });
});
