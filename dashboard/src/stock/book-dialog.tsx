import { type Api, answerOf, useApi } from '../api/client';
import { useCommand } from '../api/use-command';
import { Field, FormDialog } from '../ui/form-dialog';
import { type Draft, useDraft } from '../ui/use-draft';

export const NEW_BOOK = 'new book';
const MAX_TITLE = 500;
const MAX_ISBN = 400;

type Book = {
  readonly bookId: string;
  readonly name: string;
  readonly author: string;
  readonly isbn: string;
};
type Props = {
  /** Left out: a new one. */
  readonly book?: Book;
  readonly onClose: () => void;
  readonly onSaved?: (bookId: string) => void;
};

async function save(api: Api, bookId: string | undefined, draft: Draft, key: string): Promise<string> {
  const { name = '', author = '', isbn = '' } = draft;
  const body = { name, author, isbn };
  const header = { 'idempotency-key': key };
  const saved = bookId
    ? await answerOf(api.PATCH('/v1/books/{bookId}', { params: { path: { bookId }, header }, body }))
    : await answerOf(api.POST('/v1/books', { params: { header }, body }));
  return saved.bookId;
}

/** Adds a book, or changes what is said of one. */
export default function BookDialog({ book, onClose, onSaved }: Props) {
  const api = useApi();
  const { draft, change, forget } = useDraft(book ? `book ${book.bookId}` : NEW_BOOK, {
    name: book?.name ?? '',
    author: book?.author ?? '',
    isbn: book?.isbn ?? '',
  });
  const close = () => {
    forget();
    onClose();
  };
  const command = useCommand(
    (key) => save(api, book?.bookId, draft, key),
    (bookId) => {
      close();
      onSaved?.(bookId);
    },
  );
  return (
    <FormDialog
      title={book ? 'Edit book' : 'Add book'}
      action="Save"
      busy={command.isPending}
      error={command.error}
      onSubmit={() => command.mutate()}
      onClose={close}
    >
      <Field
        label="Title"
        value={draft['name'] ?? ''}
        onChange={(text) => change('name', text)}
        required
        maxLength={MAX_TITLE}
        autoFocus
      />
      <Field
        label="Author"
        value={draft['author'] ?? ''}
        onChange={(text) => change('author', text)}
        maxLength={MAX_TITLE}
      />
      <Field
        label="ISBN"
        value={draft['isbn'] ?? ''}
        onChange={(text) => change('isbn', text)}
        maxLength={MAX_ISBN}
      />
    </FormDialog>
  );
}
