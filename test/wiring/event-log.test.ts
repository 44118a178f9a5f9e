import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { recordedDayList } from '../../adapters/dynamodb/control/recorded-day-list';
import { notedSince } from '../../adapters/dynamodb/control/recorded-day-notes';
import { addDays, datesBetween } from '../../app/queries/dates';
import { controlKeys } from '../../contract/keys';
import { eventLog } from '../../wiring/event-log';
import { aScan, at } from '../domain/builders';
import { aHistoryFixture, type HistoryFixture } from '../support/history-fixture';
import { longestChain } from '../support/longest-chain';

const TODAY = new Date().toISOString().slice(0, 10);
const [EARLY, LATE] = ['2019-12-31', '2026-03-02'];

let fixture: HistoryFixture;
beforeEach(async () => {
  fixture = await aHistoryFixture();
});
afterEach(() => fixture.close());

const between = (from: string, to: string) => recordedDayList(fixture.db).between(from, to);
const recordOn = (...days: readonly string[]) =>
  eventLog(fixture.db).insert(days.map((day) => aScan(at('09:00', day), { tagId: `t-${day}` })));

describe('the list of recorded days', () => {
  it('of a new library is whole from its first event on, also of events restored from long ago', async () => {
    await recordOn(LATE, EARLY, LATE);
    expect(await between('1826-01-01', TODAY)).toEqual([EARLY, LATE]);
    expect(await between(LATE, LATE)).toEqual([LATE]);
    expect(await between('2020-01-01', '2026-01-01')).toEqual([]);
  });

  it('is begun once, by whoever is first of many at once', async () => {
    await Promise.all(['2026-01-01', '2026-01-02', '2026-01-03'].map((day) => recordOn(day)));
    expect(await between('2020-01-01', TODAY)).toEqual(['2026-01-01', '2026-01-02', '2026-01-03']);
  });

  it('costs a write a day, whatever is recorded on it', async () => {
    const log = eventLog(fixture.db);
    const chain = longestChain(fixture.db.client);
    const insert = (tagId: string) => log.insert([aScan(at('09:00', LATE), { tagId })]);
    await insert('a');
    expect(await chain.of(() => insert('b'))).toEqual({ inSequence: 1, calls: 1 });
  });

  it('is not there where nothing was recorded by who keeps it: each day is asked', async () => {
    await fixture.record([aScan(at('09:00', LATE))]);
    expect(await between('2026-03-01', '2026-03-03')).toEqual(datesBetween('2026-03-01', '2026-03-03'));
  });

  it('of a library of before begins two days after, when every recorder keeps it', async () => {
    await fixture.record([aScan(at('09:00', LATE))]);
    await recordOn(TODAY, addDays(TODAY, 5));
    const whole = addDays(TODAY, 2);
    expect(await notedSince(fixture.db)).toBe(whole);
    expect(await between(addDays(TODAY, -1), addDays(TODAY, 9))).toEqual([
      ...datesBetween(addDays(TODAY, -1), addDays(whole, -1)),
      addDays(TODAY, 5),
    ]);
  });
});

describe('a rebuild', () => {
  const inTenDays = () => new Date(Date.now() + 10 * 24 * 3_600_000).toISOString();

  it('makes the list of a library of before whole', async () => {
    await fixture.scan([aScan(at('09:00', EARLY)), aScan(at('09:00', LATE))]);
    await recordOn(TODAY);
    await fixture.rebuild({}, { clock: inTenDays });
    expect(await between('1826-01-01', TODAY)).toEqual([EARLY, LATE, TODAY]);
  });

  it('leaves it as it is while there may be recorders that do not keep it', async () => {
    await fixture.scan([aScan(at('09:00', EARLY))]);
    await recordOn(TODAY);
    await fixture.rebuild();
    expect(await notedSince(fixture.db)).toBe(addDays(TODAY, 2));
    expect(await between(EARLY, EARLY)).toEqual([EARLY]);
  });
});

describe('verify', () => {
  it('tells a day on which something was recorded that the list does not have', async () => {
    await recordOn(EARLY, LATE);
    await fixture.project(await fixture.log.readStream(`tag#t-${EARLY}`));
    await fixture.project(await fixture.log.readStream(`tag#t-${LATE}`));
    expect(await fixture.verify()).toMatchObject({ differences: 0 });
    await fixture.db.client.send(
      new DeleteItemCommand({
        TableName: fixture.db.tables.control,
        Key: marshall(controlKeys.recordedDay(EARLY)),
      }),
    );
    expect((await fixture.verify()).drift).toEqual([
      expect.objectContaining({ table: 'events', row: `${EARLY} in the list of recorded days` }),
    ]);
  });
});
