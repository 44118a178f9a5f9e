import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, useApi } from '../api/client';
import { Field, FormDialog } from '../ui/form-dialog';
import { useDraft } from '../ui/use-draft';

type Props = { readonly bookId: string; readonly onClose: () => void };

/** Takes a book without copies out of the lists. */
export function WithdrawDialog({ bookId, onClose }: Props) {
  const api = useApi();
  const queries = useQueryClient();
  const { draft, change, forget } = useDraft(`withdraw ${bookId}`, { reason: '' });
  const [key] = useState(() => crypto.randomUUID());
  const close = () => {
    forget();
    onClose();
  };
  const command = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/v1/books/{bookId}/withdraw', {
          params: { path: { bookId }, header: { 'idempotency-key': key } },
          body: { reason: draft['reason'] ?? '' },
        }),
      ),
    onSuccess: async () => {
      close();
      await queries.invalidateQueries();
    },
  });
  return (
    <FormDialog
      title="Withdraw this book"
      action="Withdraw"
      busy={command.isPending}
      error={command.error}
      onSubmit={() => command.mutate()}
      onClose={close}
    >
      <p>It leaves the lists; its history stays. Only a book without copies can be withdrawn.</p>
      <Field
        label="Reason"
        value={draft['reason'] ?? ''}
        onChange={(text) => change('reason', text)}
        required
        maxLength={500}
        autoFocus
      />
    </FormDialog>
  );
}
