import { closingBefore } from '../../../app/export/closing-before';

const TODAY = '2026-03-04';
const REST = { total: 3, onLoan: 1 };

/** A table in which each book was at REST as yesterday ended, and that something may move between reads. */
function movingTable(move: (read: number, borrow: (bookId: string, by: number) => void) => void) {
  const running = new Map(['book-a', 'book-b'].map((bookId) => [bookId, { ...REST }]));
  const today = new Map<string, { onLoan: number; borrowed: number; returned: number }>();
  let reads = 0;
  const borrow = (bookId: string, by: number) => {
    const totals = running.get(bookId);
    if (totals) totals.onLoan += by;
    const day = today.get(bookId) ?? { onLoan: 0, borrowed: 0, returned: 0 };
    day.onLoan += by;
    if (by > 0) day.borrowed += by;
    else day.returned -= by;
    today.set(bookId, day);
  };
  return {
    reads: {
      async *runningTotals() {
        const now = [...running].map(([bookId, counts]) => ({ bookId, ...counts }));
        yield* now;
        reads += 1;
        move(reads, borrow);
      },
      async day(_: string, date: string) {
        const books = date === TODAY ? new Map([...today].map(([id, day]) => [id, { ...day }])) : new Map();
        return { books, figures: {} };
      },
    },
    generation: 'g1',
    firstDay: '2020-01-01',
    newestDay: async () => '2026-03-05',
  };
}

describe('the counts before a day', () => {
  const expected = new Map([
    ['book-a', REST],
    ['book-b', REST],
  ]);

  it('are the running totals less what was counted since', async () => {
    const table = movingTable(() => {});
    expect(await closingBefore(TODAY, table)).toEqual(expected);
  });

  it('are right although a book is borrowed between the reads', async () => {
    const table = movingTable((read, borrow) => {
      if (read <= 3) borrow('book-a', 1);
    });
    expect(await closingBefore(TODAY, table)).toEqual(expected);
  });

  it('are right although a book is borrowed and returned in turns between the reads', async () => {
    const table = movingTable((read, borrow) => {
      if (read <= 6) borrow('book-b', read % 2 === 1 ? 1 : -1);
    });
    expect(await closingBefore(TODAY, table)).toEqual(expected);
  });

  it('are right although some book moves in every pass, each for a while', async () => {
    const table = movingTable((read, borrow) => borrow(read <= 4 ? 'book-a' : 'book-b', 1));
    expect(await closingBefore(TODAY, table)).toEqual(expected);
  });

  it('are what was counted before it, where that takes fewer days to read', async () => {
    const read: string[] = [];
    const moves = new Map([
      ['2018-05-02', { total: 2, onLoan: 1 }],
      ['2018-05-03', { onLoan: -1 }],
    ]);
    const table = {
      reads: {
        runningTotals: () => {
          throw new Error('Of the totals nothing is to be asked.');
        },
        async day(_: string, date: string) {
          read.push(date);
          const moved = moves.get(date);
          return { books: new Map(moved ? [['book-a', moved]] : []), figures: {} };
        },
      },
      generation: 'g1',
      firstDay: '2018-05-02',
      newestDay: async () => TODAY,
    };
    expect(await closingBefore('2018-05-03', table)).toEqual(new Map([['book-a', { total: 2, onLoan: 1 }]]));
    expect(await closingBefore('2018-05-04', table)).toEqual(new Map([['book-a', { total: 2, onLoan: 0 }]]));
    expect(new Set(read)).toEqual(new Set(['2018-05-02', '2018-05-03']));
  });

  it('are refused for a book that never comes to rest', async () => {
    const table = movingTable((_, borrow) => borrow('book-a', 1));
    await expect(closingBefore(TODAY, table)).rejects.toThrow('export again later');
  });
});
