import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, type Schemas, useApi } from '../api/client';
import { CopiesTable } from '../copies/copies-table';
import { useSession } from '../session/session-context';
import { Loaded } from '../ui/loaded';
import { hasDraft } from '../ui/use-draft';
import BookDialog from './book-dialog';
import { WithdrawDialog } from './withdraw-dialog';

/** One book and its copies. */
export default function BookPage({ bookId }: { readonly bookId: string }) {
  const api = useApi();
  const query = useQuery({
    queryKey: ['book', bookId],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/v1/books/{bookId}', { params: { path: { bookId } }, signal })),
    refetchInterval: 5_000,
  });
  return <Loaded query={query}>{(book) => <BookView book={book} />}</Loaded>;
}

function BookView({ book }: { readonly book: Schemas['Book'] }) {
  const { permissions } = useSession();
  const [open, setOpen] = useState<'edit' | 'withdraw' | undefined>(() =>
    permissions.commands && hasDraft(`book ${book.bookId}`) ? 'edit' : undefined,
  );
  const close = () => setOpen(undefined);
  return (
    <>
      <div className="headed">
        <h1 dir="auto">{book.name || book.bookId}</h1>
        {permissions.commands && (
          <span className="actions">
            <button type="button" onClick={() => setOpen('edit')}>
              Edit
            </button>
            <button type="button" onClick={() => setOpen('withdraw')}>
              Withdraw
            </button>
          </span>
        )}
      </div>
      {book.withdrawn && <p className="note">This book is withdrawn: it stands in no list.</p>}
      <dl className="facts">
        <dt>Author</dt>
        <dd dir="auto">{book.author || '–'}</dd>
        <dt>ISBN</dt>
        <dd>{book.isbn || '–'}</dd>
        <dt>Id</dt>
        <dd>
          <bdi>{book.bookId}</bdi>
        </dd>
        <dt>Copies</dt>
        <dd>
          {book.total}, {book.available} available, {book.onLoan} on loan
        </dd>
      </dl>
      <h2>Copies</h2>
      <CopiesTable filters={{ bookId: book.bookId }} held={book.total} />
      {open === 'edit' && <BookDialog book={book} onClose={close} />}
      {open === 'withdraw' && <WithdrawDialog bookId={book.bookId} onClose={close} />}
    </>
  );
}
