import fc from 'fast-check';
import { COLUMNS } from '../../../app/export/columns';
import { addDays, daysBetween } from '../../../app/export/days';
import { libraryCalendar } from '../../../app/lib/library-calendar';
import { isoWeekday } from '../../../domain/calendar';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { readLibrary } from '../../../projections/reference-fold';
import { aBook, anAssignment, aScan, at } from '../../domain/builders';
import { tagHistory } from '../../domain/histories';
import { aLibrary } from './memory-stores';

const DAY = '2026-03-02';

const rowsOf = (text: string | undefined) =>
  (text ?? 'absent')
    .split('\n')
    .slice(1)
    .map((line) => line.split('|'));

describe('the export', () => {
  describe('given a library that was never exported', () => {
    it('writes the four files of today, with their headers and all hours, and the manifests', async () => {
      const library = aLibrary();
      const { files, today } = await library.export();
      expect(today).toBe(DAY);
      expect([...files].sort()).toEqual([
        `analytics/dt=${DAY}/analytics.csv`,
        `hours/dt=${DAY}/hours.csv`,
        `loans/dt=${DAY}/loans.csv`,
        `stock/dt=${DAY}/stock.csv`,
      ]);
      expect(library.bucket.objects.get(`stock/dt=${DAY}/stock.csv`)).toBe(COLUMNS.stock.join('|'));
      expect(rowsOf(library.bucket.objects.get(`hours/dt=${DAY}/hours.csv`))).toEqual(
        Array.from({ length: 24 }, (_, hour) => [DAY, '1', String(hour), '0', '0']),
      );
      expect(JSON.parse(library.bucket.objects.get('manifests/loans.json') ?? '')).toEqual({
        fileLocations: [{ URIPrefixes: ['s3://shelflog-test-exports/loans/'] }],
        globalUploadSettings: { format: 'CSV', delimiter: ',', textqualifier: '"', containsHeader: 'true' },
      });
    });

    it('writes every day since the one on which the first event was recorded', async () => {
      const library = aLibrary();
      library.add([anAssignment(at('09:00', '2026-02-26'), 'book-a')]);
      await library.export();
      const stock = library.bucket.takeWritten().filter((key) => key.startsWith('stock/'));
      expect(stock).toEqual(daysBetween('2026-02-26', DAY).map((day) => `stock/dt=${day}/stock.csv`));
      expect(library.state()).toEqual({
        firstDay: '2026-02-26',
        filesFrom: '2026-02-26',
        firstRecordedAt: '2026-02-26T09:00:00.000Z',
        lastDay: DAY,
        newestDay: '2026-03-03',
      });
    });
  });

  it('says in every file what a plain fold of the events says, in any time zone', async () => {
    await fc.assert(
      fc.asyncProperty(
        tagHistory('tag-a'),
        tagHistory('tag-b'),
        fc.constantFrom('UTC', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia'),
        async (a, b, timeZone) => {
          const events = [...a, ...b, aBook(at('10:00', '2026-03-03'), 'book-a')];
          const library = aLibrary(timeZone);
          library.at('2026-03-07T12:00:00.000Z');
          library.add(events);
          await library.export({ exportsFrom: '2026-02-28' });
          const calendar = libraryCalendar(timeZone);
          const { analytics, days } = readLibrary(events, DEFAULT_RULES, calendar);
          const today = calendar('2026-03-07T12:00:00.000Z').date;
          for (const day of daysBetween('2026-02-28', today)) {
            const upTo = events.filter((event) => calendar(event.effectiveAt).date <= day);
            const stock = library.bucket.objects.get(`stock/dt=${day}/stock.csv`);
            const standing = readLibrary(
              events.filter((event) => event.type === 'ScanVoided' || upTo.includes(event)),
              DEFAULT_RULES,
              calendar,
            ).stock;
            expect(rowsOf(stock).map((row) => [row[1], ...row.slice(5)])).toEqual(
              standing.map((row) => [
                row.bookId,
                `${row.total}`,
                `${row.available}`,
                `${row.onLoan}`,
                row.status,
              ]),
            );
            expect(
              rowsOf(library.bucket.objects.get(`analytics/dt=${day}/analytics.csv`)).map(
                ([date, bookId, _name, _author, ...figures]) => [date, bookId, ...figures.map(Number)],
              ),
            ).toEqual(analytics.filter(({ date }) => date === day).map((row) => Object.values(row)));
            const hours = days.find(({ date }) => date === day)?.hours ?? [];
            expect(
              rowsOf(library.bucket.objects.get(`hours/dt=${day}/hours.csv`)).filter(
                ([, , , borrowed, returned]) => borrowed !== '0' || returned !== '0',
              ),
            ).toEqual(
              hours
                .filter(({ borrowed, returned }) => borrowed + returned > 0)
                .map((row) => [
                  day,
                  `${isoWeekday(day)}`,
                  `${row.hour}`,
                  `${row.borrowed}`,
                  `${row.returned}`,
                ]),
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('puts scans around midnight and a clock change on the library day and hour', async () => {
    const library = aLibrary('Europe/Berlin');
    library.at('2026-03-30T12:00:00.000Z');
    library.add([
      anAssignment('2026-03-28T10:00:00.000Z', 'book-a'),
      aScan('2026-03-28T22:30:00.000Z', { scanId: 'out' }),
      aScan('2026-03-29T22:30:00.000Z', { scanId: 'in' }),
    ]);
    await library.export();
    expect(rowsOf(library.bucket.objects.get('loans/dt=2026-03-28/loans.csv'))).toEqual([
      [
        '386103974449#000001',
        '386103974449',
        'book-a',
        '',
        '',
        '2026-03-28T22:30:00.000Z',
        '2026-03-28',
        '23',
        '6',
        'desk-1',
        '2026-03-29T22:30:00.000Z',
        '2026-03-30',
        'desk-1',
        '24.00',
        'returned',
        '0',
      ],
    ]);
    const borrowedIn = (day: string) =>
      rowsOf(library.bucket.objects.get(`hours/dt=${day}/hours.csv`)).filter((row) => row[3] !== '0');
    expect(borrowedIn('2026-03-28')).toEqual([['2026-03-28', '6', '23', '1', '0']]);
    expect(rowsOf(library.bucket.objects.get('hours/dt=2026-03-30/hours.csv'))[0]).toEqual([
      '2026-03-30',
      '1',
      '0',
      '0',
      '1',
    ]);
  });

  it('tells of each file how many are done', async () => {
    const library = aLibrary();
    library.add([anAssignment(at('09:00', addDays(DAY, -1)), 'book-a')]);
    const seen: string[] = [];
    await library.export({ onProgress: ({ done, total }) => seen.push(`${done}/${total}`) });
    expect(seen).toEqual(['1/8', '2/8', '3/8', '4/8', '5/8', '6/8', '7/8', '8/8']);
  });
});
