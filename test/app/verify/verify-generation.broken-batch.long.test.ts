import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { analyticsKeys } from '../../../contract/keys';
import type { TagEvent } from '../../../domain/tag/events';
import { readHistory } from '../../../domain/tag/history';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { anAssignment, aScan, at } from '../../domain/builders';
import { aHistoryFixture, type HistoryFixture } from '../../support/history-fixture';

const DAY = '2026-03-02';
const EVENTS: TagEvent[] = [
  anAssignment(at('08:00'), 'b', 1, { tagId: 't1' }),
  anAssignment(at('08:00'), 'b', 1, { tagId: 't2' }),
  aScan(at('09:00'), { tagId: 't1', scanId: 'out' }),
];

let fixture: HistoryFixture;
beforeEach(async () => {
  fixture = await aHistoryFixture();
  await fixture.scan(EVENTS);
});
afterEach(() => fixture.close());

const LATE = aScan(at('12:00'), { tagId: 't2', scanId: 'late' });

/** What a batch that was never committed has left of a tag: that it has read the late scan, and what that adds. */
const broken = (added: object) =>
  fixture.db.client.send(
    new PutItemCommand({
      TableName: fixture.db.tables.analytics,
      Item: marshall(
        {
          ...analyticsKeys.contribution('g1', 't2', 2),
          tagId: 't2',
          revision: 2,
          reading: readHistory([EVENTS[1]!, LATE], DEFAULT_RULES).reading,
          added,
          with: { tagId: 't1', revision: 2, batch: 'batch-1' },
        },
        { removeUndefinedValues: true },
      ),
    }),
  );
const rowsOf = ({ drift }: Awaited<ReturnType<HistoryFixture['verify']>>) =>
  drift.map(({ table, row }) => `${table}: ${row}`).sort();

describe('verify', () => {
  it('given batches that are committed, then it finds nothing', async () => {
    expect((await fixture.verify()).drift).toEqual([]);
  });

  it('given what is left of a batch that broke off, then it counts none of it and finds nothing', async () => {
    await broken({ [`${DAY}|borrowed|b`]: 1 });
    expect((await fixture.verify()).drift).toEqual([]);
  });

  it('given that nothing else counts a scan, then the sums that lack it are found', async () => {
    await fixture.record([LATE]);
    await broken({
      [`${DAY}|borrowed|b`]: 1,
      [`${DAY}|onLoan|b`]: 1,
      [`${DAY}|outcome:borrowed|`]: 1,
      [`${DAY}|borrowed:13|`]: 1,
    });
    expect(rowsOf(await fixture.verify())).toEqual(
      expect.arrayContaining([`analytics: ${DAY} all books`, `analytics: ${DAY} book b`]),
    );
    await fixture.project([LATE]);
    expect((await fixture.verify()).drift).toEqual([]);
  });
});
