import { recordedDays } from '../../../adapters/dynamodb/events/recorded-days';
import { toItem } from '../../../app/events/event-codec';
import { LedgerBrokenError } from '../../../app/ledger/ledger';
import { sealDays } from '../../../app/ledger/seal-days';
import { libraryCalendar } from '../../../app/lib/library-calendar';
import { RebuildDiffersError } from '../../../app/rebuild/rebuild';
import type { LibraryEvent } from '../../../domain/events';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { readLibrary } from '../../../projections/library';
import { aBook, anAssignment, aScan, at, aVoid } from '../../domain/builders';
import { aHistoryStand, type HistoryStand } from '../../support/history-stand';
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
let stand: HistoryStand;
beforeEach(async () => {
  ledger = memoryLedger();
  stand = await aHistoryStand({ ledger, clock: fridayMorning });
  await stand.record([...sealed, today]);
  const recorded = recordedDays(stand.db.client, stand.db.tables.events);
  const report = await sealDays({ recorded, ledger, clock: fridayMorning });
  expect(report.faults).toEqual([]);
}, 60_000);
afterEach(() => stand.close());

describe('a rebuild from the ledger', () => {
  it('equals the fold of all events, those of days not yet sealed too', async () => {
    const read = jest.spyOn(ledger, 'readBytes');
    const { generation } = await stand.rebuild({ from: 'ledger' });
    expect(read.mock.calls.length).toBeGreaterThanOrEqual(2);
    expect(await servedLibrary(stand.db, generation.id)).toEqual(
      readLibrary([...sealed, today], DEFAULT_RULES, calendar),
    );
    expect((await stand.verify()).differences).toBe(0);
  }, 60_000);

  it('given no day is sealed yet, then it equals the fold too, and asks for no day before history begins', async () => {
    ledger.objects.clear();
    const asked = jest.spyOn(stand.db.client, 'send');
    const { generation } = await stand.rebuild({ from: 'ledger' });
    const days = asked.mock.calls.flatMap(([{ input }]) => FEED_DAY.exec(JSON.stringify(input))?.[1] ?? []);
    expect([...days].sort()[0]).toBe('2026-03-01');
    expect(await servedLibrary(stand.db, generation.id)).toEqual(
      readLibrary([...sealed, today], DEFAULT_RULES, calendar),
    );
  }, 60_000);

  it('given there is neither a ledger nor an event, then it ends with nothing', async () => {
    const empty = await aHistoryStand({ ledger: memoryLedger(), clock: fridayMorning });
    const { generation } = await empty.rebuild({ from: 'ledger' });
    expect((await servedLibrary(empty.db, generation.id)).inventory).toEqual([]);
    await empty.close();
  }, 60_000);

  it('given an event of the table was changed, then comparing names it, and what was served is served', async () => {
    const before = (await stand.generations.read()).serving;
    await stand.put('events', { ...toItem(today), effectiveAt: at('06:00', '2026-03-06') });
    await expect(stand.rebuild({ from: 'ledger' })).rejects.toThrow(RebuildDiffersError);
    expect(stand.verified()?.drift.map(({ row }) => row)).toContain(
      'tag#tag-7 scan#today (changed since it was recorded)',
    );
    expect((await stand.generations.read()).serving).toEqual(before);
  }, 60_000);

  it('given a file that is not what was sealed, then it stops and names it, and serves what it served', async () => {
    const before = (await stand.generations.read()).serving;
    const [name = ''] = [...ledger.objects.keys()].filter((key) => key.startsWith(`events/${TUESDAY}/`));
    const [monday = ''] = [...ledger.objects.keys()].filter((key) => key.startsWith(`events/${MONDAY}/`));
    const bytes = ledger.objects.get(monday);
    if (bytes !== undefined) ledger.objects.set(name, bytes);
    const broken = stand.rebuild({ from: 'ledger' });
    await expect(broken).rejects.toThrow(LedgerBrokenError);
    await expect(broken).rejects.toThrow(name);
    expect((await stand.generations.read()).serving).toEqual(before);
  }, 60_000);
});
