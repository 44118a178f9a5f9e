import { eventFeedReader } from '../../../../adapters/dynamodb/events/event-feed-reader';
import { eventsTable } from '../../../../adapters/dynamodb/events/events-table';
import { recordedDays } from '../../../../adapters/dynamodb/events/recorded-days';
import { feedOf, fromItem } from '../../../../app/events/event-codec';
import { eventDigest } from '../../../../app/events/event-digest';
import type { FeedOrder } from '../../../../app/events/event-feed';
import { feedPositionOf } from '../../../../app/ledger/sealed-lines';
import { availableEngines, startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb';
import { aTagScanned } from '../../../support/events';

const DAY = '2026-11-22';
const INSTANTS = ['09:15:02.999', '09:15:03.000', '09:15:03.001'].map((time) => `${DAY}T${time}Z`);
const SHARDS = [...Array(8).keys()];

/** Of each instant a hundred, a dozen in each shard; by their tags in another order than by their scans. */
const events = INSTANTS.flatMap((recordedAt, i) =>
  Array.from({ length: 100 }, (_, n) =>
    aTagScanned({ tagId: `t${100 + n}`, scanId: `s${i}-${999 - n}` }, { recordedAt }),
  ),
);
const inShard = (shard: number) =>
  events
    .filter((event) => feedOf(event, eventDigest(event)) === `${DAY}#${shard}`)
    .map(feedPositionOf)
    .sort();

describe.each(availableEngines())('the feed on %s, where many events share an instant,', (engine) => {
  let db: TestDynamoDb;
  beforeAll(async () => {
    db = await startTestDynamoDb(engine);
    await eventsTable(db.client, db.tables.events).insert(events);
  });
  afterAll(() => db.stop());
  const feed = () => eventFeedReader(db.client, db.tables.events);
  const positionsIn = async (shard: number, above: string, below: string, order: FeedOrder, limit: number) =>
    (await feed().slice({ day: DAY, shard, above, below, order, limit })).map(({ position }) => position);

  it.each(SHARDS)('gives each of shard %i once and in order, however small the pages', async (shard) => {
    const wanted = inShard(shard);
    expect(wanted.length).toBeGreaterThan(20);
    const forth: string[] = [];
    for (;;) {
      const page = await positionsIn(shard, forth.at(-1) ?? DAY, '2026-11-23', 'asc', 5);
      if (page.length === 0) break;
      forth.push(...page);
    }
    const back: string[] = [];
    for (;;) {
      const page = await positionsIn(shard, DAY, back.at(-1) ?? '2026-11-23', 'desc', 1);
      if (page.length === 0) break;
      back.push(...page);
    }
    expect(forth).toEqual(wanted);
    expect(back).toEqual([...wanted].reverse());
  });

  it('gives of a span what lies in it: events of the lower instant, and none of the upper', async () => {
    const [, middle = '', last = ''] = INSTANTS;
    for (const shard of SHARDS) {
      const wanted = inShard(shard).filter((position) => position.startsWith(middle));
      expect(await positionsIn(shard, middle, last, 'asc', 500)).toEqual(wanted);
    }
  });

  it('gives a day to be sealed in the same order', async () => {
    const recorded = recordedDays(db.client, db.tables.events);
    for (const shard of SHARDS) {
      const read: string[] = [];
      for await (const item of recorded.shard(DAY, shard)) read.push(feedPositionOf(fromItem(item)));
      expect(read).toEqual(inShard(shard));
    }
  });
});
