import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { answerOf, type Schemas, useApi } from '../api/client';
import { useSession } from '../session/session-context';
import { counted } from '../text/words';
import { PagedList } from '../ui/paged-list';
import { bookPath } from '../ui/path-id';
import { SearchBox } from '../ui/search-box';
import { hasDraft } from '../ui/use-draft';
import { useFilters } from '../ui/use-filters';
import BookDialog, { NEW_BOOK } from './book-dialog';

const STATUSES = [
  ['', 'All'],
  ['in-stock', 'In stock'],
  ['low', 'Low'],
  ['out-of-stock', 'Out of stock'],
] as const;

type Status = Exclude<(typeof STATUSES)[number][0], ''>;
const statusOf = (text: string | undefined): Status | undefined =>
  STATUSES.map(([value]) => value).find((value): value is Status => value !== '' && value === text);

/** How many copies of each book there are and are left. */
export default function StockPage() {
  const api = useApi();
  const { permissions } = useSession();
  const { filters } = useFilters();
  const [, navigate] = useLocation();
  const [adding, setAdding] = useState(() => permissions.commands && hasDraft(NEW_BOOK));
  const status = statusOf(filters['status']);
  const ask = async (
    query: string | undefined,
    cursor: string | undefined,
    limit: number,
    signal?: AbortSignal,
  ) =>
    answerOf(
      api.GET('/v1/stock', {
        params: {
          query: { limit, ...(query && { query }), ...(status && { status }), ...(cursor && { cursor }) },
        },
        ...(signal && { signal }),
      }),
    );
  const openSingle = async (text: string) => {
    const { items } = await ask(text || undefined, undefined, 2);
    if (items.length === 1 && items[0]) navigate(bookPath(items[0].bookId));
  };
  return (
    <>
      <div className="headed">
        <h1>Stock</h1>
        {permissions.commands && (
          <button type="button" className="main" onClick={() => setAdding(true)}>
            Add book
          </button>
        )}
      </div>
      <div className="filters">
        <SearchBox onEnter={(text) => void openSingle(text)} />
        <StatusFilter status={status} />
      </div>
      <PagedList
        name="Stock"
        columns={['Title', 'Author', 'ISBN', 'Copies', 'Available', 'On loan']}
        question={['stock', filters['query'], status]}
        ask={(cursor, signal) => ask(filters['query'], cursor, 50, signal)}
        total={({ items }, isWhole) =>
          isWhole ? counted(items.length, 'book', 'books') : `${items.length} books on this page`
        }
        empty={
          <p>{filters['query'] || status ? 'No book fits. Try other words.' : 'There is no book yet.'}</p>
        }
        refreshMs={5_000}
        row={(book) => <BookRow key={book.bookId} book={book} />}
      />
      {adding && (
        <BookDialog onClose={() => setAdding(false)} onSaved={(bookId) => navigate(bookPath(bookId))} />
      )}
    </>
  );
}

function StatusFilter({ status }: { readonly status: Status | undefined }) {
  const { set } = useFilters();
  return (
    <label className="field">
      Show
      <select
        value={status ?? ''}
        onChange={(event) => set({ status: event.target.value, cursor: undefined }, { replace: false })}
      >
        {STATUSES.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

const BookRow = ({ book }: { readonly book: Schemas['Stock'] }) => (
  <tr>
    <td>
      <Link to={bookPath(book.bookId)}>
        <bdi>{book.name || book.bookId}</bdi>
      </Link>
    </td>
    <td dir="auto">{book.author}</td>
    <td>{book.isbn}</td>
    <td className="figure">{book.total}</td>
    <td className={book.available === 0 ? 'figure out' : 'figure'}>{book.available}</td>
    <td className="figure">{book.onLoan}</td>
  </tr>
);
