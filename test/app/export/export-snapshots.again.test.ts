import { daysBetween } from '../../../app/export/days';
import { aBook, anAssignment, aRename, aRetirement, aScan, at, aVoid } from '../../domain/builders';
import { aLibrary } from './memory-stores';

const HOUR_MS = 3_600_000;

describe('the export', () => {
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
      expect(daysOf([...again.keys()].sort(), 'loans')[0]).toBe('2026-02-23');
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
      const { files } = await library.exportDays({ from: '2026-02-26', to: '2026-02-26' });
      expect(files).toHaveLength(4);
      for (const key of files) expect(library.bucket.objects.get(key)).toBe(whole.get(key));
      expect([...library.bucket.objects.keys()].sort()).toEqual([...files].sort());
      expect(library.state()).toEqual(state);
      expect(library.marks.stored).toEqual(marks);
    });

    it.each(['2026-03-05', '2026-02-30', 'yesterday'])('refuses the date %s', async (date) => {
      const library = await exported();
      await expect(library.exportDays({ from: date, to: date })).rejects.toThrow(RangeError);
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
});
