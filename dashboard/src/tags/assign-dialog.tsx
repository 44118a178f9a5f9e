import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, useApi } from '../api/client';
import { asFailure } from '../api/failure';
import { useCommand } from '../api/use-command';
import { BookName } from '../stock/book-name';
import { FormDialog } from '../ui/form-dialog';
import { BookPicker, type PickedBook } from './book-picker';

type Props = {
  readonly tagId: string;
  /** The tag is a copy already and is to be one of another book. */
  readonly replace?: boolean;
  readonly suggested?: PickedBook | undefined;
  readonly onClose: () => void;
};

/** Makes a tag a copy of a book; where it is one already, names the book and offers to move it. */
export default function AssignDialog({ tagId, replace = false, suggested, onClose }: Props) {
  const api = useApi();
  const [book, setBook] = useState(suggested);
  const command = useCommand((key, move: boolean) => {
    if (!book) throw new Error('Choose a book first.');
    return answerOf(
      api.POST('/v1/tags', {
        params: { header: { 'idempotency-key': key } },
        body: { tagId, bookId: book.bookId, replace: move },
      }),
    );
  }, onClose);
  const isTaken = command.error !== null && asFailure(command.error).code === 'tag-assigned';
  return (
    <FormDialog
      title={replace ? 'Move this copy to another book' : 'Assign this tag to a book'}
      action={isTaken ? 'Move it here' : 'Assign'}
      busy={command.isPending}
      error={isTaken ? null : command.error}
      onSubmit={() => command.mutate(replace || isTaken)}
      onClose={onClose}
    >
      <p>
        Tag <bdi>{tagId}</bdi>
      </p>
      <BookPicker picked={book} onPick={setBook} />
      {isTaken && <Owner tagId={tagId} />}
    </FormDialog>
  );
}

function Owner({ tagId }: { readonly tagId: string }) {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ['owner', tagId],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/v1/inventory/{tagId}', { params: { path: { tagId } }, signal })),
  });
  return (
    <p role="alert">
      This tag is a copy already{data?.bookId && ' of '}
      {data?.bookId && <BookName bookId={data.bookId} />}.
    </p>
  );
}
