import { listStock, type StockFilter } from '../../../app/queries/list-stock';
import type { StockReader } from '../../../app/queries/ports';
import { toStockRow } from '../../../projections/stock';

const COUNTS = {
  none: { total: 0, onLoan: 0 },
  'all-out': { total: 2, onLoan: 2 },
  'last-of-two': { total: 2, onLoan: 1 },
  'two-of-five': { total: 5, onLoan: 3 },
  'one-of-one': { total: 1, onLoan: 0 },
  'all-in': { total: 9, onLoan: 0 },
};

const stock: Pick<StockReader, 'books'> = {
  async *books({ after = '' }) {
    const rows = Object.entries(COUNTS).map(([bookId, counts]) => toStockRow(bookId, counts));
    const sorted = rows.sort((a, b) => (a.bookId < b.bookId ? -1 : 1));
    yield sorted.filter(({ bookId }) => bookId > after).map((row) => ({ row, detailsRevision: 1 }));
  },
};

async function found(status: StockFilter, lowStock = 1) {
  const { items } = await listStock(stock, { limit: 50, status, lowStock });
  return items.map(({ bookId }) => bookId);
}

describe('books by how many are left', () => {
  it('are in stock or out of stock', async () => {
    expect(await found('in-stock')).toEqual(['all-in', 'last-of-two', 'one-of-one', 'two-of-five']);
    expect(await found('out-of-stock')).toEqual(['all-out', 'none']);
  });

  it('are low with at most so many left of more: never with none left, nor with all of them in', async () => {
    expect(await found('low')).toEqual(['last-of-two']);
    expect(await found('low', 2)).toEqual(['last-of-two', 'two-of-five']);
  });

  it('come in pages that hold all that is asked for', async () => {
    const first = await listStock(stock, { limit: 1, status: 'out-of-stock', lowStock: 1 });
    expect(first.items).toMatchObject([{ bookId: 'all-out' }]);
    const second = await listStock(stock, {
      limit: 1,
      status: 'out-of-stock',
      lowStock: 1,
      after: first.next,
    });
    expect(second).toMatchObject({ items: [{ bookId: 'none' }] });
    expect(second.next).toBeUndefined();
  });
});
