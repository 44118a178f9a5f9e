import { type StockRow, toStockRow } from '../../projections/stock';
import { mapLimited } from '../lib/map-limited';
import { NOTHING } from './closing-figures';
import { type AskedAnalytics, movedDates } from './moved-dates';
import { inOneChunk, type Page, type PageRequest, type Placed, takePage } from './page';
import type { BookDays, StockReader } from './ports';

export const TITLE_ORDERS = ['borrowed', 'neverMoved'] as const;
export type TitleOrder = (typeof TITLE_ORDERS)[number];

/** A book as Stock has it now, and how often it was borrowed and returned in the span. */
export type TitleFigures = StockRow & { readonly borrowed: number; readonly returned: number };

type TitleQuestion = PageRequest & {
  /** Library dates, both included. */
  readonly from: string;
  readonly to: string;
  readonly by: TitleOrder;
};

type Moves = { readonly borrowed: number; readonly returned: number };

/** `borrowed`: the books that were borrowed in the span, most often first. `neverMoved`: those with copies that were
 *  neither borrowed nor returned in it, by book id. */
export async function titleAnalytics(
  asked: AskedAnalytics & { readonly stock: StockReader },
  { from, to, by, limit, after }: TitleQuestion,
): Promise<Page<TitleFigures>> {
  const moves = movesOf(await asked.analytics.bookDays(await movedDates(asked, from, to)));
  if (by === 'neverMoved')
    return takePage(unmoved(asked.stock, moves, { after, pageSize: limit + 1 }), limit);
  const placed = [...moves]
    .filter(([, { borrowed }]) => borrowed > 0)
    .map(([bookId, figures]) => ({ item: { bookId, figures }, position: positionOf(bookId, figures) }))
    .filter(({ position }) => after === undefined || position > after)
    .sort((a, b) => (a.position < b.position ? -1 : 1));
  const page = await takePage(inOneChunk(placed), limit);
  const items = await mapLimited(page.items, BOOKS_AT_ONCE, async ({ bookId, figures }) => ({
    ...((await asked.stock.book(bookId))?.row ?? toStockRow(bookId, NOTHING)),
    ...figures,
  }));
  return { ...page, items };
}

const BOOKS_AT_ONCE = 16;
const MOST = 1e9;

/** The more loans, the earlier; bytewise, as cursors compare. */
const positionOf = (bookId: string, { borrowed }: Moves) =>
  `${String(MOST - borrowed).padStart(10, '0')}#${bookId}`;

const NO_MOVES: Moves = { borrowed: 0, returned: 0 };

function movesOf(days: BookDays): Map<string, Moves> {
  const moves = new Map<string, Moves>();
  for (const books of days.values()) {
    for (const [bookId, { borrowed = 0, returned = 0 }] of books) {
      const before = moves.get(bookId) ?? NO_MOVES;
      moves.set(bookId, { borrowed: before.borrowed + borrowed, returned: before.returned + returned });
    }
  }
  return moves;
}

async function* unmoved(
  stock: StockReader,
  moves: ReadonlyMap<string, Moves>,
  start: Parameters<StockReader['books']>[0],
): AsyncGenerator<readonly Placed<TitleFigures>[]> {
  const hasMoved = (bookId: string) => {
    const { borrowed, returned } = moves.get(bookId) ?? NO_MOVES;
    return borrowed > 0 || returned > 0;
  };
  for await (const books of stock.books(start)) {
    const still = books.map(({ row }) => row).filter(({ bookId, total }) => total > 0 && !hasMoved(bookId));
    yield still.map((row) => ({ item: { ...row, ...NO_MOVES }, position: row.bookId }));
  }
}
