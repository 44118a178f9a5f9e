import fc from 'fast-check';
import { rebuildWriter } from '../../../adapters/dynamodb/generations/rebuild-writer';
import { toItem } from '../../../app/events/event-codec';
import { WrongEventError } from '../../../app/history/check-event';
import type { GenerationWriter } from '../../../app/history/generation-writer';
import type { Generation } from '../../../app/history/generations';
import { libraryCalendar } from '../../../app/lib/library-calendar';
import type { LibraryEvent } from '../../../domain/events';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { readLibrary } from '../../../projections/reference-fold';
import { openTableHistory } from '../../../wiring/open-history';
import { aBook, anAssignment, aRename, aScan, at, aVoid } from '../../domain/builders';
import { tagHistory } from '../../domain/histories';
import { aHistoryFixture, type HistoryFixture } from '../../support/history-fixture';
import { servedLibrary } from '../project/served-library';

const calendar = libraryCalendar('Europe/Berlin');
let fixture: HistoryFixture;
afterEach(() => fixture.close());

const served = async () => servedLibrary(fixture.db, (await fixture.generations.read()).serving.id);

describe('a rebuild', () => {
  it('gives what the plain fold gives, whatever the history', async () => {
    fixture = await aHistoryFixture();
    const all: LibraryEvent[] = [];
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(tagHistory('x'), { minLength: 1, maxLength: 4 }), async (histories) => {
        runs += 1;
        const events = histories.flatMap((history, i) => renamed(history, `r${runs}-${i}`));
        all.push(...events, aBook(at('08:00'), `book-${runs}`), aRename(at('09:00'), `book-${runs}`, 'New'));
        await fixture.record([
          ...events,
          aBook(at('08:00'), `book-${runs}`),
          aRename(at('09:00'), `book-${runs}`, 'New'),
        ]);
        const { generation } = await fixture.rebuild();
        expect((await fixture.generations.read()).serving).toEqual(generation);
        expect(await served()).toEqual(readLibrary(all, DEFAULT_RULES, calendar));
      }),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 8) },
    );
  });

  it('of an empty library serves an empty library', async () => {
    fixture = await aHistoryFixture();
    await fixture.rebuild();
    expect(await served()).toEqual(readLibrary([], DEFAULT_RULES, calendar));
  });

  it('gives rows that projectors go on from, in both generations, and a way back', async () => {
    fixture = await aHistoryFixture();
    const first = [
      aBook(at('08:00'), 'b'),
      anAssignment(at('08:00'), 'b', 1, { tagId: 't' }),
      aScan(at('09:00'), { tagId: 't' }),
    ];
    await fixture.scan(first);
    const { generation, replaced } = await fixture.rebuild();
    const late = [aScan(at('08:30'), { tagId: 't' }), aScan(at('10:00'), { tagId: 't' })];
    await fixture.scan(late);
    const wanted = readLibrary([...first, ...late], DEFAULT_RULES, calendar);
    expect(await servedLibrary(fixture.db, generation.id)).toEqual(wanted);
    expect(await servedLibrary(fixture.db, replaced)).toEqual(wanted);
    const back = await fixture.control.rollBack(new Date().toISOString());
    expect(back?.id).toBe(replaced);
    expect((await fixture.generations.read()).serving.id).toBe(replaced);
    const forth = await fixture.control.rollBack(new Date().toISOString());
    expect(forth?.id).toBe(generation.id);
  });

  it.each([
    ['changed', { effectiveAt: at('10:00') }, 'tag#t scan#s (changed since it was recorded)'],
    ['hidden from the index', { feed: undefined }, 'tag#t scan#s'],
    ['made into no event', { type: 'Nothing' }, 'tag#t scan#s'],
  ])('refuses a history of which an event was %s, naming it, until it is mended', async (_, change, row) => {
    fixture = await aHistoryFixture();
    const scanned = aScan(at('09:00'), { tagId: 't', scanId: 's' });
    await fixture.scan([anAssignment(at('08:00'), 'b', 1, { tagId: 't' }), scanned]);
    const before = (await fixture.generations.read()).serving;
    await fixture.put('events', { ...toItem(scanned), ...change });
    const fault: unknown = await fixture.rebuild().catch((thrown) => thrown);
    expect(fault).toBeInstanceOf(WrongEventError);
    expect(fault).toMatchObject({ drift: { table: 'events', row } });
    expect(await fixture.generations.read()).toMatchObject({ serving: before, alsoWritten: [] });
    await fixture.put('events', toItem(scanned));
    const { resumed, generation } = await fixture.rebuild();
    expect(resumed).toBe(false);
    expect((await fixture.generations.read()).serving).toEqual(generation);
  });

  it('gone on with after a void, keeps no loan that an earlier run of the attempt has written', async () => {
    fixture = await aHistoryFixture();
    const before = [
      anAssignment(at('08:00'), 'b', 1, { tagId: 't' }),
      aScan(at('09:00'), { tagId: 't', scanId: 'out', mode: 'checkout' }),
      aScan(at('10:00'), { tagId: 't', scanId: 'in', mode: 'return' }),
    ];
    await fixture.scan(before);
    // Of several segments others would go on in this process when one has ended.
    const openHistory = () => openTableHistory(fixture.location, 1);
    const ended = fixture.rebuild({ openHistory, newWriter: endedOnceATagIsWritten });
    await expect(ended).rejects.toThrow('Ended.');
    const voided = aVoid(at('11:00'), 'out', { tagId: 't' });
    await fixture.scan([voided]);
    expect((await fixture.rebuild()).resumed).toBe(true);
    const wanted = readLibrary([...before, voided], DEFAULT_RULES, calendar);
    expect(wanted.loans).toHaveLength(0);
    expect(await served()).toEqual(wanted);
  });

  it('reads by other rules and in another time zone when told to', async () => {
    fixture = await aHistoryFixture();
    const events = [
      anAssignment(at('08:00'), 'b', 1, { tagId: 't' }),
      aScan(at('23:30'), { tagId: 't', readerId: 'desk' }),
      aScan(at('23:30:20'), { tagId: 't', readerId: 'desk' }),
    ];
    await fixture.scan(events);
    const rules = { repeatWindowMs: 60_000 };
    await fixture.rebuild({ rules, timeZone: 'America/New_York' });
    expect(await served()).toEqual(readLibrary(events, rules, libraryCalendar('America/New_York')));
  });
});

/** Its rows are on the table, and yet its segment is not done. */
function endedOnceATagIsWritten({ id, timeZone }: Generation): GenerationWriter {
  const { client, tables } = fixture.location;
  const writer = rebuildWriter({ client, tables, generation: id, calendar: libraryCalendar(timeZone) });
  let tags = 0;
  return {
    ...writer,
    putTag: (rows) => {
      tags += 1;
      return writer.putTag(rows);
    },
    flush: async () => {
      await writer.flush();
      if (tags > 0) throw new Error('Ended.');
    },
  };
}

function renamed(history: readonly LibraryEvent[], tagId: string): LibraryEvent[] {
  return history.map(
    (event) => ({ ...event, streamId: `tag#${tagId}`, data: { ...event.data, tagId } }) as LibraryEvent,
  );
}
