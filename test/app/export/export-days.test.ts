import { daysBetween } from '../../../app/export/days';
import { anAssignment, aScan, at, aVoid } from '../../domain/builders';
import { aLibrary } from './memory-stores';

const RECORDED = { recordedAt: '2026-02-27T10:00:00.000Z' };

/** A new library into which the past was brought three days ago: a copy since 2010, and five loans of 2018. */
function withAPast() {
  const library = aLibrary();
  library.add([anAssignment(at('09:00', '2010-06-01'), 'book-a', 1, RECORDED)]);
  for (const month of ['02', '03', '05', '08', '11']) {
    library.add([
      aScan(at('12:00', `2018-${month}-10`), { scanId: `out-${month}`, mode: 'checkout', ...RECORDED }),
      aScan(at('12:00', `2018-${month}-24`), { scanId: `in-${month}`, mode: 'return', ...RECORDED }),
    ]);
  }
  return library;
}

const dayOf = (key: string) => key.slice(key.indexOf('dt=') + 3, key.lastIndexOf('/'));
const daysOf = (keys: readonly string[]) => [...new Set(keys.map(dayOf))].sort();
const MOVED = ['02', '03', '05', '08', '11'].flatMap((month) => [`2018-${month}-10`, `2018-${month}-24`]);

describe('the export of a library with an old history', () => {
  it('writes the files of the days since the first event was recorded, and tells of the others', async () => {
    const { files, exportsFrom, older } = await withAPast().export();
    expect(daysOf(files)).toEqual(daysBetween('2026-02-27', '2026-03-02'));
    expect(files).toHaveLength(4 * 4);
    expect(exportsFrom).toBe('2026-02-27');
    expect(older).toEqual({ from: '2010-06-01', to: '2018-11-24' });
  });

  it('counts in those files what moved before', async () => {
    const library = withAPast();
    await library.export();
    expect(library.bucket.objects.get('stock/dt=2026-02-27/stock.csv')).toContain('book-a||||1|1|0');
  });

  it("writes the files of the days since the stage's first day", async () => {
    const { files } = await withAPast().export({ exportsFrom: '2026-03-01' });
    expect(daysOf(files)).toEqual(['2026-03-01', '2026-03-02']);
  });

  it('owes nothing for an old loan once its run has settled', async () => {
    const library = withAPast();
    await library.export();
    library.at('2026-03-02T13:00:00.000Z');
    await library.export();
    expect(library.marks.stored).toEqual(new Map());
    library.bucket.takeWritten();
    await library.export();
    expect(daysOf(library.bucket.takeWritten())).toEqual(['2026-03-02']);
  });
});

describe('the export of some days', () => {
  it('before those that have files writes the four files of each day on which something moved', async () => {
    const library = withAPast();
    const { files } = await library.exportDays({ from: '2018-01-01', to: '2018-12-31' });
    expect(daysOf(files)).toEqual(MOVED);
    expect(files).toHaveLength(4 * MOVED.length);
    expect(library.state()).toBeUndefined();
  });

  it('gives them the closing figures of all that was before', async () => {
    const library = withAPast();
    await library.exportDays({ from: '2018-03-01', to: '2018-03-31' });
    expect(library.bucket.objects.get('stock/dt=2018-03-10/stock.csv')).toContain('book-a||||1|0|1');
    expect(library.bucket.objects.get('stock/dt=2018-03-24/stock.csv')).toContain('book-a||||1|1|0');
  });

  it('writes a day again from which a void took what moved', async () => {
    const library = withAPast();
    library.add([
      aVoid(at('09:00', '2026-03-02'), 'out-02', { tagId: '386103974449' }),
      aVoid(at('09:01', '2026-03-02'), 'in-02', { tagId: '386103974449' }),
    ]);
    const zeros = {
      ...library.ports.reads,
      day: async () => ({ books: new Map(), figures: { 'borrowed#12': 0 } }),
    };
    const { files } = await library.exportDays({ from: '2018-02-10', to: '2018-02-10' }, { reads: zeros });
    expect(files).toHaveLength(4);
  });

  it('across the first day that has files writes each day from it on, and before it those that moved', async () => {
    const library = withAPast();
    const { files } = await library.exportDays({ from: '2018-11-11', to: '2026-02-28' });
    expect(daysOf(files)).toEqual(['2018-11-24', '2026-02-27', '2026-02-28']);
  });

  it.each([
    [
      'before all history',
      '2009-01-01',
      '2010-05-31',
      '2010-05-31 lies before all history, which begins on 2010-06-01',
    ],
    ['that have not come', '2026-03-01', '2026-03-03', '2026-03-03 has not come yet'],
    ['of which the last is the earlier', '2018-12-31', '2018-01-01', 'give the earlier day first'],
    ['that no calendar has', '2018-02-30', '2018-03-01', '"2018-02-30" is not a date'],
  ])('refuses days %s at once', async (_, from, to, message) => {
    const library = withAPast();
    const books = () => {
      throw new Error('Nothing is to be read.');
    };
    const refused = library.exportDays({ from, to }, { reads: { ...library.ports.reads, books } });
    await expect(refused).rejects.toThrow(RangeError);
    await expect(refused).rejects.toThrow(message);
    expect(library.bucket.takeWritten()).toEqual([]);
  });
});
