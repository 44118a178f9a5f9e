import { recordedDays } from '../../../adapters/dynamodb/events/recorded-days';
import { toItem } from '../../../app/events/event-codec';
import { LedgerBrokenError } from '../../../app/ledger/ledger';
import { sealDays } from '../../../app/ledger/seal-days';
import { libraryCalendar } from '../../../app/lib/library-calendar';
import { RebuildDiffersError } from '../../../app/rebuild/rebuild';
import type { LibraryEvent } from '../../../domain/events';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { readLibrary } from '../../../projections/reference-fold';
import { aBook, anAssignment, aScan, at, aVoid } from '../../domain/builders';
import { aHistoryFixture, type HistoryFixture } from '../../support/history-fixture';
import { memoryLedger } from '../ledger/memory-ledger';
import { servedLibrary } from '../project/served-library';

const MONDAY = '2026-03-02';
const TUESDAY = '2026-03-03';
const TAGS = Array.from({ length: 30 }, (_, i) => `tag-${i}`);
const calendar = libraryCalendar('Europe/Berlin');
/** The partition of the feed that a query asks for. */
const FEED_DAY = /"S":"(\d{4}-\d\d-\d\d)#\d"/;
const fridayMorning = () => at('08:00', '2026-03-06');

const sealed: LibraryEvent[] = [
  aBook(at('08:00', MONDAY), 'book-1', 'Emma'),
  ...TAGS.map((tagId, i) => anAssignment(at('08:01', MONDAY), `book-${i % 3}`, 1, { tagId })),
  ...TAGS.map((tagId) => aScan(at('10:00', MONDAY), { tagId, scanId: `out-${tagId}` })),
  ...TAGS.slice(0, 20).map((tagId) => aScan(at('09:00', TUESDAY), { tagId, scanId: `in-${tagId}` })),
  aVoid(at('11:00', TUESDAY), 'out-tag-4', { tagId: 'tag-4' }),
];
/** Of a day that is not sealed yet. */
const today = aScan(at('07:00', '2026-03-06'), { tagId: 'tag-7', scanId: 'today' });

let ledger: ReturnType<typeof memoryLedger>;
let fixture: HistoryFixture;
beforeEach(async () => {
  ledger = memoryLedger();
  fixture = await aHistoryFixture({ ledger, clock: fridayMorning });
  await fixture.record([...sealed, today]);
  const recorded = recordedDays(fixture.db.client, fixture.db.tables.events);
  const report = await sealDays({ recorded, ledger, clock: fridayMorning });
  expect(report.faults).toEqual([]);
});
afterEach(() => fixture.close());

describe('a rebuild from the ledger', () => {
  it('equals the fold of all events, those of days not yet sealed too', async () => {
    const read = jest.spyOn(ledger, 'readBytes');
    const { generation } = await fixture.rebuild({ from: 'ledger' });
    expect(read.mock.calls.length).toBeGreaterThanOrEqual(2);
    expect(await servedLibrary(fixture.db, generation.id)).toEqual(
      readLibrary([...sealed, today], DEFAULT_RULES, calendar),
    );
    expect((await fixture.verify()).differences).toBe(0);
  });

  it('given no day is sealed yet, then it equals the fold too, and asks for no day before history begins', async () => {
    ledger.objects.clear();
    const asked = jest.spyOn(fixture.db.client, 'send');
    const { generation } = await fixture.rebuild({ from: 'ledger' });
    const days = asked.mock.calls.flatMap(([{ input }]) => FEED_DAY.exec(JSON.stringify(input))?.[1] ?? []);
    expect([...days].sort()[0]).toBe('2026-03-01');
    expect(await servedLibrary(fixture.db, generation.id)).toEqual(
      readLibrary([...sealed, today], DEFAULT_RULES, calendar),
    );
  });

  it('given there is neither a ledger nor an event, then it ends with nothing', async () => {
    const empty = await aHistoryFixture({ ledger: memoryLedger(), clock: fridayMorning });
    const { generation } = await empty.rebuild({ from: 'ledger' });
    expect((await servedLibrary(empty.db, generation.id)).inventory).toEqual([]);
    await empty.close();
  });

  it('given an event of the table was changed, then comparing names it, and what was served is served', async () => {
    const before = (await fixture.generations.read()).serving;
    await fixture.put('events', { ...toItem(today), effectiveAt: at('06:00', '2026-03-06') });
    await expect(fixture.rebuild({ from: 'ledger' })).rejects.toThrow(RebuildDiffersError);
    expect(fixture.verified()?.drift.map(({ row }) => row)).toContain(
      'tag#tag-7 scan#today (changed since it was recorded)',
    );
    expect((await fixture.generations.read()).serving).toEqual(before);
  });

  it('given a file that is not what was sealed, then it stops and names it, and serves what it served', async () => {
    const before = (await fixture.generations.read()).serving;
    const [name = ''] = [...ledger.objects.keys()].filter((key) => key.startsWith(`events/${TUESDAY}/`));
    const [monday = ''] = [...ledger.objects.keys()].filter((key) => key.startsWith(`events/${MONDAY}/`));
    const bytes = ledger.objects.get(monday);
    if (bytes !== undefined) ledger.objects.set(name, bytes);
    const broken = fixture.rebuild({ from: 'ledger' });
    await expect(broken).rejects.toThrow(LedgerBrokenError);
    await expect(broken).rejects.toThrow(name);
    expect((await fixture.generations.read()).serving).toEqual(before);
  });
});
