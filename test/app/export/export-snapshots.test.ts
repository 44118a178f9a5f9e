import fc from 'fast-check';
import { COLUMNS } from '../../../app/export/columns';
import { addDays, daysBetween } from '../../../app/export/days';
import { libraryCalendar } from '../../../app/library-calendar';
import { isoWeekday } from '../../../domain/calendar';
import { DEFAULT_RULES } from '../../../domain/rules';
import { readLibrary } from '../../../projections/library';
import { aBook, anAssignment, aRename, aRetirement, aScan, at, aVoid } from '../../domain/builders';
import { tagHistory } from '../../domain/histories';
import { aLibrary } from './memory-stores';

const DAY = '2026-03-02';
const HOUR_MS = 3_600_000;

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

    it('writes every day since the first that has data', async () => {
      const library = aLibrary();
      library.add([anAssignment(at('09:00', '2026-02-26'), 'book-a')]);
      await library.export();
      const stock = library.bucket.takeWritten().filter((key) => key.startsWith('stock/'));
      expect(stock).toEqual(daysBetween('2026-02-26', DAY).map((day) => `stock/dt=${day}/stock.csv`));
      expect(library.state()).toEqual({ firstDay: '2026-02-26', lastDay: DAY, newestDay: '2026-03-03' });
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
          await library.export();
          const calendar = libraryCalendar(timeZone);
          const { analytics, days } = readLibrary(events, DEFAULT_RULES, calendar);
          const today = calendar('2026-03-07T12:00:00.000Z').date;
          for (const day of daysBetween('2026-02-28', today)) {
            const upTo = events.filter((event) => calendar(event.effectiveAt).date <= day);
            const stock = library.bucket.objects.get(`stock/dt=${day}/stock.csv`);
            if (stock === undefined) {
              expect(upTo.filter(({ type }) => type === 'TagAssigned')).toEqual([]);
              continue;
            }
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

  describe('given a library that was exported some days ago', () => {
    const exported = async () => {
      const library = aLibrary();
      library.add([
        aBook(at('08:00', '2026-02-23'), 'book-a', 'Emma'),
        anAssignment(at('09:00', '2026-02-24'), 'book-a'),
        aScan(at('10:00', '2026-02-24'), { scanId: 'out-1' }),
        aScan(at('10:00', '2026-02-26'), { scanId: 'in-1' }),
        aScan(at('11:00', '2026-02-28'), { scanId: 'out-2' }),
      ]);
      await library.export();
      library.at('2026-03-04T12:00:00.000Z');
      await library.export();
      library.bucket.takeWritten();
      return library;
    };
    const daysOf = (keys: readonly string[], kind: string) =>
      keys
        .filter((key) => key.startsWith(`${kind}/`))
        .map((key) => key.slice(kind.length + 4, kind.length + 14));

    it('when nothing happened since, it writes from the last exported day on', async () => {
      const library = await exported();
      library.at('2026-03-06T12:00:00.000Z');
      await library.export();
      const written = library.bucket.takeWritten();
      for (const kind of ['stock', 'analytics', 'hours', 'loans']) {
        expect(daysOf(written, kind)).toEqual(['2026-03-04', '2026-03-05', '2026-03-06']);
      }
    });

    it('when it runs again, no byte of any file changes', async () => {
      const library = await exported();
      const before = new Map(library.bucket.objects);
      await library.export();
      expect(library.bucket.takeWritten()).toHaveLength(4);
      expect(library.bucket.objects).toEqual(before);
    });

    it('when a book comes back late, it writes the day of the loan, and figures from the return on', async () => {
      const library = await exported();
      library.add([aScan(at('15:00', '2026-03-01'), { scanId: 'in-2' })]);
      await library.export();
      const written = library.bucket.takeWritten();
      expect(daysOf(written, 'stock')).toEqual(['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04']);
      expect(daysOf(written, 'loans')).toEqual(['2026-02-28', '2026-03-04']);
      expect(library.bucket.objects.get('loans/dt=2026-02-28/loans.csv')).toContain(
        '2026-03-01T15:00:00.000Z',
      );
    });

    it('when scans of the past are voided and added, its files are those of an export from nothing', async () => {
      const library = await exported();
      library.add([
        aVoid(at('12:00', '2026-03-04'), 'in-1'),
        aScan(at('12:00', '2026-02-22'), { scanId: 'before-all', tagId: 'other' }),
        anAssignment(at('11:00', '2026-02-22'), 'book-b', 1, { tagId: 'other' }),
        aRetirement(at('12:00', '2026-02-27'), 1, { tagId: 'other' }),
      ]);
      await library.export();
      const again = new Map(library.bucket.objects);
      library.bucket.objects.clear();
      library.marks.stored.set('all', '2026-03-04T12:00:00.000Z');
      await library.export();
      expect(again).toEqual(library.bucket.objects);
      expect(daysOf([...again.keys()].sort(), 'loans')[0]).toBe('2026-02-22');
    });

    it('when a book is renamed, it writes every day again under the new name', async () => {
      const library = await exported();
      library.add([aRename(at('12:00', '2026-03-04'), 'book-a', 'Persuasion')]);
      await library.export();
      const written = library.bucket.takeWritten();
      for (const kind of ['stock', 'analytics', 'hours', 'loans']) {
        expect(daysOf(written, kind)).toEqual(daysBetween('2026-02-23', '2026-03-04'));
      }
      expect(library.bucket.objects.get('loans/dt=2026-02-24/loans.csv')).toContain('Persuasion');
    });

    it('when asked for one day, it writes its four files and leaves state and marks alone', async () => {
      const library = await exported();
      const whole = new Map(library.bucket.objects);
      const state = library.state();
      const marks = new Map(library.marks.stored);
      library.bucket.objects.clear();
      const { files } = await library.export({ date: '2026-02-26' });
      expect(files).toHaveLength(4);
      for (const key of files) expect(library.bucket.objects.get(key)).toBe(whole.get(key));
      expect([...library.bucket.objects.keys()].sort()).toEqual([...files].sort());
      expect(library.state()).toEqual(state);
      expect(library.marks.stored).toEqual(marks);
    });

    it.each(['2026-03-05', '2026-02-30', 'yesterday'])('refuses the date %s', async (date) => {
      const library = await exported();
      await expect(library.export({ date })).rejects.toThrow(RangeError);
      expect(library.bucket.takeWritten()).toEqual([]);
    });

    it('when a file cannot be written, the marks and the state stay for the next run', async () => {
      const library = await exported();
      library.add([aScan(at('15:00', '2026-03-01'), { scanId: 'in-2' })], '2026-03-04T11:00:00.000Z');
      const marks = new Map(library.marks.stored);
      library.at('2026-03-06T12:00:00.000Z');
      const broken = {
        ...library.bucket,
        writeCsv: async () => {
          throw new Error('bucket gone');
        },
      };
      await expect(library.export({ bucket: broken })).rejects.toThrow('bucket gone');
      expect(library.marks.stored).toEqual(marks);
      expect(library.state()?.lastDay).toBe('2026-03-04');
      await library.export();
      expect(library.bucket.takeWritten()).toContain('stock/dt=2026-03-01/stock.csv');
      expect(library.marks.stored).toEqual(new Map());
    });
  });

  describe('clears a mark', () => {
    const NOW = Date.parse('2026-03-02T12:00:00.000Z');
    const ago = (ms: number) => new Date(NOW - ms).toISOString();

    it('only when it was older than twenty minutes as the run began', async () => {
      const library = aLibrary();
      library.marks.stored.set('day#2026-03-01', ago(HOUR_MS / 3 + 1));
      library.marks.stored.set('loans#2026-03-01', ago(HOUR_MS / 3));
      await library.export();
      expect([...library.marks.stored.keys()]).toEqual(['loans#2026-03-01']);
    });

    it('not when it was set again while the run went on', async () => {
      const library = aLibrary();
      library.marks.stored.set('day#2026-03-01', ago(HOUR_MS));
      await library.export({
        onProgress: () => library.marks.stored.set('day#2026-03-01', ago(0)),
      });
      expect(library.marks.stored.get('day#2026-03-01')).toBe(ago(0));
    });
  });

  it('tells of each file how many are done', async () => {
    const library = aLibrary();
    library.add([anAssignment(at('09:00', addDays(DAY, -1)), 'book-a')]);
    const seen: string[] = [];
    await library.export({ onProgress: ({ done, total }) => seen.push(`${done}/${total}`) });
    expect(seen).toEqual(['1/8', '2/8', '3/8', '4/8', '5/8', '6/8', '7/8', '8/8']);
  });
});
