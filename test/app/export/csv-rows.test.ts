import { COLUMNS } from '../../../app/export/columns';
import { analyticsCells, hourCells, loanCells, stockCells } from '../../../app/export/csv-rows';
import { libraryCalendar } from '../../../app/lib/library-calendar';

const book = { name: '=Emma', author: 'Jane Austen' };
const berlin = libraryCalendar('Europe/Berlin');
const running = {
  tagId: '-77',
  loanNo: 3,
  bookId: 'book-a',
  borrowedAt: '2026-10-24T22:15:00.000Z',
  borrowedReaderId: 'desk:ann',
};

describe('a row', () => {
  it.each([
    [
      'stock',
      stockCells('2026-03-02', {
        bookId: 'b',
        name: '',
        author: '',
        isbn: '',
        total: 1,
        available: 1,
        onLoan: 0,
        status: 'in-stock',
      }),
    ],
    ['loans', loanCells(running, book, berlin)],
    ['hours', hourCells('2026-03-02', { hour: 1, borrowed: 0, returned: 0 })],
  ] as const)('of %s has a cell for every column', (kind, cells) => {
    expect(cells).toHaveLength(COLUMNS[kind].length);
  });

  it('of stock says how a book stands at the end of the day', () => {
    const row = { bookId: '@b', name: '=Emma', author: '+A', isbn: '-9', total: 3, available: 0, onLoan: 3 };
    expect(stockCells('2026-03-02', { ...row, status: 'out-of-stock' })).toEqual([
      '2026-03-02',
      "'@b",
      "'=Emma",
      "'+A",
      "'-9",
      '3',
      '0',
      '3',
      'out-of-stock',
    ]);
  });

  it('of analytics says what moved, and how the day closed', () => {
    const figures = { borrowed: 1, returned: 2, copiesAdded: 3, copiesRemoved: 4 };
    const closing = { closingTotal: 7, closingOnLoan: 2, closingAvailable: 5 };
    expect(analyticsCells({ date: '2026-03-02', bookId: 'b', ...figures, ...closing }, book)).toEqual([
      '2026-03-02',
      'b',
      "'=Emma",
      'Jane Austen',
      '1',
      '2',
      '3',
      '4',
      '7',
      '2',
      '5',
    ]);
  });

  describe('of a loan', () => {
    it('while it runs, leaves empty what is not there yet', () => {
      expect(loanCells(running, book, berlin)).toEqual([
        "'-77#000003",
        "'-77",
        'book-a',
        "'=Emma",
        'Jane Austen',
        '2026-10-24T22:15:00.000Z',
        '2026-10-25',
        '0',
        '7',
        'desk:ann',
        '',
        '',
        '',
        '',
        '',
        '1',
      ]);
    });

    it.each([
      ['2026-10-25T22:15:00.000Z', '2026-10-25', '24.00'],
      ['2026-10-25T23:15:00.000Z', '2026-10-26', '25.00'],
      ['2026-10-24T22:15:18.000Z', '2026-10-25', '0.01'],
      ['2026-10-24T22:15:17.999Z', '2026-10-25', '0.00'],
      ['2026-12-24T22:15:54.000Z', '2026-12-24', '1464.02'],
    ])('back at %s, was returned on %s after %s hours', (returnedAt, date, hours) => {
      const closed = { ...running, returnedAt, returnedReaderId: 'bin', closedBy: 'returned' as const };
      expect(loanCells(closed, book, berlin).slice(10)).toEqual([
        returnedAt,
        date,
        'bin',
        hours,
        'returned',
        '0',
      ]);
    });

    it('ended by a retirement, names no reader', () => {
      const retired = { ...running, returnedAt: running.borrowedAt, closedBy: 'retired' as const };
      expect(loanCells(retired, book, berlin).slice(12)).toEqual(['', '0.00', 'retired', '0']);
    });
  });
});
