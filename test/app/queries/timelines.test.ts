import fc from 'fast-check';
import { bookTimeline } from '../../../app/queries/book-timeline';
import type { InventoryReader } from '../../../app/queries/ports';
import { tagTimeline } from '../../../app/queries/tag-timeline';
import { inHistoryOrder } from '../../../domain/order';
import { scanNamedBy, type TagEvent } from '../../../domain/tag/events';
import { readHistory } from '../../../domain/tag/history';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { toInventoryRow } from '../../../projections/inventory';
import { toStockRow } from '../../../projections/stock';
import { aBook, anAssignment, aRename, aRetirement, aScan, at, aVoid, TAG } from '../../domain/builders';
import { tagHistory } from '../../domain/histories';
import { memoryEventLog } from '../../support/memory-ports';

const rules = DEFAULT_RULES;
const all = { limit: 10_000 };

async function logOf(events: readonly TagEvent[]) {
  const log = memoryEventLog();
  await log.insert(events);
  return log;
}

/** An inventory that knows which tags ever were copies of a book. */
const copiesIn = (events: readonly TagEvent[]) =>
  ({
    async *list(listing: { bookId?: string }) {
      const tagIds = events.flatMap((event) =>
        event.type === 'TagAssigned' && event.data.bookId === listing.bookId ? [event.data.tagId] : [],
      );
      yield [...new Set(tagIds)].map((tagId) => ({ tagId, position: tagId }));
    },
  }) as unknown as InventoryReader;

describe('the timeline of a tag', () => {
  const history = [
    anAssignment(at('08:00'), 'book-a'),
    aScan(at('09:00'), { scanId: 's1' }),
    aScan(at('10:00'), { scanId: 's2', recordedAt: at('15:00') }),
    aVoid(at('12:00'), 's1', { recordedAt: at('12:00') }),
    aScan(at('13:00'), { scanId: 's3' }),
    aRetirement(at('14:00')),
    aScan(at('14:30'), { scanId: 's4' }),
  ];
  const read = async (view: { asOf?: string; knownAt?: string } = {}) => {
    const timeline = await tagTimeline(await logOf(history), rules, { tagId: TAG, ...all, ...view });
    const entries = timeline?.entries.map(({ eventId, outcome, statusAfter }) =>
      [eventId, outcome, statusAfter].filter((part) => part !== undefined).join(' '),
    );
    return { entries, state: timeline?.state };
  };

  it('shows every event once with what it meant', async () => {
    expect(await read()).toEqual({
      entries: [
        'assign#000001 available',
        'scan#s1 voided available',
        'scan#s2 borrowed on-loan',
        'void#s1 on-loan',
        'scan#s3 returned available',
        'retire#000001 retired',
        'scan#s4 unknown-tag retired',
      ],
      state: {
        tagId: TAG,
        bookId: 'book-a',
        status: 'retired',
        retiredReason: 'lost',
        readerId: 'desk-1',
        lastSeenAt: at('14:30'),
        borrowedAt: at('10:00'),
        returnedAt: at('13:00'),
        loanCount: 1,
      },
    });
  });

  it('counts a void that was known although it was given after asOf, without an entry of its own', async () => {
    expect((await read({ asOf: at('09:00') })).entries).toEqual([
      'assign#000001 available',
      'scan#s1 voided available',
    ]);
  });

  it('leaves out what was not known yet: a late scan, a void', async () => {
    expect((await read({ knownAt: at('11:00') })).entries).toEqual([
      'assign#000001 available',
      'scan#s1 borrowed on-loan',
    ]);
    expect((await read({ knownAt: at('14:00') })).entries).toEqual([
      'assign#000001 available',
      'scan#s1 voided available',
      'void#s1 available',
      'scan#s3 borrowed on-loan',
      'retire#000001 retired',
    ]);
  });

  it('names reasons and whose scan is void', async () => {
    const timeline = await tagTimeline(await logOf(history), rules, { tagId: TAG, ...all });
    expect(timeline?.entries.filter(({ reason }) => reason)).toMatchObject([
      { type: 'ScanVoided', scanId: 's1', reason: 'scanned by mistake', recordedBy: { by: 'test' } },
      { type: 'TagRetired', reason: 'lost', bookId: 'book-a' },
    ]);
  });

  it('does not exist for a tag of which nothing was recorded, and is empty before its first event', async () => {
    expect(await tagTimeline(await logOf([]), rules, { tagId: TAG, ...all })).toBeUndefined();
    expect(await read({ asOf: at('07:00') })).toEqual({
      entries: [],
      state: { tagId: TAG, status: 'unassigned', loanCount: 0 },
    });
  });
});

const START = Date.parse(at('08:00'));
const viewpoint = fc.record({
  asOf: fc.option(
    fc.integer({ min: -1, max: 60 }).map((step) => new Date(START + step * 5_000).toISOString()),
    {
      nil: undefined,
    },
  ),
  knownAt: fc.option(
    fc.integer({ min: -1, max: 25 }).map((i) => new Date(START + 10 * 86_400_000 + i).toISOString()),
    { nil: undefined },
  ),
});

/** What can be seen from there, without looking at how the timeline does it. */
function visible(
  events: readonly TagEvent[],
  { asOf = '9', knownAt = '9' }: { asOf?: string | undefined; knownAt?: string | undefined },
) {
  const known = events.filter(({ recordedAt }) => recordedAt <= knownAt);
  return {
    shown: inHistoryOrder(known.filter(({ effectiveAt }) => effectiveAt <= asOf)),
    voids: known.filter((event) => scanNamedBy(event) !== undefined),
  };
}

describe('any timeline of a tag', () => {
  it('says at each entry and at its end what a fold of the events up to there says', async () => {
    await fc.assert(
      fc.asyncProperty(tagHistory(TAG), viewpoint, async (events, view) => {
        fc.pre(events.length > 0);
        const timeline = await tagTimeline(await logOf(events), rules, { tagId: TAG, ...all, ...view });
        const { shown, voids } = visible(events, view);
        const afterEntry = (count: number) => {
          const upToThere = shown.slice(0, count);
          const voidsGivenLater = voids.filter((event) => !upToThere.includes(event));
          return readHistory([...upToThere, ...voidsGivenLater], rules).reading.state;
        };
        expect(timeline?.entries.map(({ eventId }) => eventId)).toEqual(shown.map(({ eventId }) => eventId));
        const states = shown.map((_, i) => afterEntry(i + 1));
        expect(timeline?.entries.map(({ statusAfter }) => statusAfter)).toEqual(
          states.map(({ status }) => status),
        );
        expect(timeline?.state).toEqual(toInventoryRow(TAG, afterEntry(shown.length)));
      }),
      { numRuns: 150 },
    );
  });

  it('is the same in pages of any size', async () => {
    await fc.assert(
      fc.asyncProperty(tagHistory(TAG), fc.integer({ min: 1, max: 5 }), async (events, limit) => {
        fc.pre(events.length > 0);
        const log = await logOf(events);
        const whole = await tagTimeline(log, rules, { tagId: TAG, ...all });
        const entries = [];
        let after: string | undefined;
        do {
          const page = await tagTimeline(log, rules, { tagId: TAG, limit, after });
          entries.push(...(page?.entries ?? []));
          after = page?.next;
        } while (after !== undefined);
        expect(entries).toEqual(whole?.entries);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the timeline of a book', () => {
  it('has what happened to its copies while they were its copies', async () => {
    const events = [
      anAssignment(at('08:00'), 'book-a', 1, { tagId: 't1' }),
      aScan(at('09:00'), { tagId: 't1', scanId: 's1' }),
      anAssignment(at('10:00'), 'book-b', 2, { tagId: 't1' }),
      aScan(at('11:00'), { tagId: 't1', scanId: 's2' }),
      anAssignment(at('08:00'), 'book-a', 1, { tagId: 't2' }),
      aScan(at('08:30'), { tagId: 't2', scanId: 's3' }),
      aVoid(at('12:00'), 's1', { tagId: 't1' }),
      aVoid(at('12:00'), 's2', { tagId: 't1' }),
    ];
    const log = await logOf(events);
    await log.insert([aBook(at('07:00'), 'book-a', 'Emma'), aRename(at('10:30'), 'book-a', 'Emma, a novel')]);
    const needs = { log, rules, inventory: copiesIn(events) };
    const timeline = await bookTimeline(needs, { bookId: 'book-a', ...all });
    expect(timeline?.entries.map(({ tagId, eventId }) => `${tagId} ${eventId}`)).toEqual([
      't1 assign#000001',
      't2 assign#000001',
      't2 scan#s3',
      't1 scan#s1',
      't1 assign#000002',
      't1 void#s1',
    ]);
    const details = { author: 'Anon', isbn: '' };
    expect(timeline?.state).toEqual(
      toStockRow('book-a', { total: 1, onLoan: 1 }, { ...details, name: 'Emma, a novel' }),
    );
    const before = await bookTimeline(needs, { bookId: 'book-a', asOf: at('08:10'), ...all });
    expect(before?.state).toEqual(
      toStockRow('book-a', { total: 2, onLoan: 0 }, { ...details, name: 'Emma' }),
    );
    expect(await bookTimeline(needs, { bookId: 'book-z', ...all })).toBeUndefined();
  });

  it('ends, over any histories, in the stock that the plain fold counts', async () => {
    await fc.assert(
      fc.asyncProperty(tagHistory('t1'), tagHistory('t2'), viewpoint, async (one, two, view) => {
        const events = [...one, ...two];
        const log = await logOf(events);
        const timeline = await bookTimeline(
          { log, rules, inventory: copiesIn(events) },
          { bookId: 'book-a', ...all, ...view },
        );
        const states = [one, two].map((history) => {
          const { shown, voids } = visible(history, view);
          return readHistory([...shown, ...voids], rules).reading.state;
        });
        const copies = states.filter(
          ({ bookId, status }) => bookId === 'book-a' && (status === 'available' || status === 'on-loan'),
        );
        const onLoan = copies.filter(({ status }) => status === 'on-loan').length;
        const assigned = events.some(
          (event) => event.type === 'TagAssigned' && event.data.bookId === 'book-a',
        );
        expect(timeline?.state).toEqual(
          assigned ? toStockRow('book-a', { total: copies.length, onLoan }) : undefined,
        );
        const places = timeline?.entries.map(({ effectiveAt }) => effectiveAt) ?? [];
        expect(places).toEqual([...places].sort());
      }),
      { numRuns: 100 },
    );
  });
});
